namespace SyncServer.Core.Documents;

/// <summary>The database was made by another release, whose tables this one does not know.</summary>
/// <param name="message">One sentence for the person who started the server.</param>
public sealed class UnknownSchemaException(string message) : Exception(message);
