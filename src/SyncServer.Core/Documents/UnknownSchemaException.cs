namespace SyncServer.Core.Documents;

/// <summary>Another release created the database, and this release does not know its schema.</summary>
/// <param name="message">A message for the operator.</param>
public sealed class UnknownSchemaException(string message) : Exception(message);
