namespace SyncServer.Core.Documents;

/// <summary>
/// The store does not answer. If it was thrown by a commit, the commit may or may not have been made, so no save of it may be acknowledged. A client that
/// retries a numbered save gets its result.
/// </summary>
/// <param name="message">What does not answer, without internal details.</param>
/// <param name="inner">The error, if there is one.</param>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
