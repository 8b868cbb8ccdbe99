namespace SyncServer.Core.Documents;

/// <summary>An import or a copy into the database was begun and not completed.</summary>
/// <param name="message">A message for the operator.</param>
public sealed class UnfinishedImportException(string message) : Exception(message);
