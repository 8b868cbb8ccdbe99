namespace SyncServer.Saving;

/// <summary>The server cannot process the request now; a retry may succeed (<c>unavailable</c> in docs/protocol.md, section 5).</summary>
/// <param name="message">The reason, without internal details, as it is sent to the client.</param>
internal sealed class UnavailableException(string message) : Exception(message);
