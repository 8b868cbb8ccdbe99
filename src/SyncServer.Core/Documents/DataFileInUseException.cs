namespace SyncServer.Core.Documents;

/// <summary>Another process has the database file open.</summary>
/// <param name="message">A message for the operator.</param>
/// <param name="inner">The error of the operating system.</param>
public sealed class DataFileInUseException(string message, Exception inner) : Exception(message, inner);
