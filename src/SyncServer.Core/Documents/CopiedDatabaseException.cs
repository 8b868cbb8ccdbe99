namespace SyncServer.Core.Documents;

/// <summary>The database was copied to another one, which is to be used in its place.</summary>
/// <param name="message">A message for the operator.</param>
public sealed class CopiedDatabaseException(string message) : Exception(message);
