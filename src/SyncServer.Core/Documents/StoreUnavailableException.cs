namespace SyncServer.Core.Documents;

/// <summary>
/// The store does not answer just now. Of a commit nobody can say whether it was made: nothing of it may be acknowledged, and whoever
/// sends a save again is told by its sequence.
/// </summary>
/// <param name="message">What does not answer, without inner details.</param>
/// <param name="inner">The fault, where there is one.</param>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
