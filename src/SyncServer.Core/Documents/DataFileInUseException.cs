namespace SyncServer.Core.Documents;

/// <summary>A second process was started on the same database file.</summary>
/// <param name="message">One sentence for the person who started it.</param>
/// <param name="inner">What the operating system said.</param>
public sealed class DataFileInUseException(string message, Exception inner) : Exception(message, inner);
