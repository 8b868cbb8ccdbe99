namespace SyncServer.Core.Documents;

/// <summary>The write-ahead log beside a database file is of another file: the file was replaced, as by a backup that was copied over it.</summary>
/// <param name="message">What the operator can do.</param>
public sealed class DataFileReplacedException(string message) : Exception(message);
