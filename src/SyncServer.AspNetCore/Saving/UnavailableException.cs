namespace SyncServer.Saving;

/// <summary>The server cannot save just now; the same request may succeed in a moment (503, protocol 5).</summary>
/// <param name="message">Why, without inner details.</param>
internal sealed class UnavailableException(string message) : Exception(message);
