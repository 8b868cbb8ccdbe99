namespace SyncServer.Core.Live;

/// <summary>Sends messages between nodes about what is not in the log. Messages may be lost and reordered.</summary>
public interface INodeChannel
{
    /// <summary>Whether the channel is fast enough to send a message for every save.</summary>
    bool CarriesEverySave { get; }

    /// <summary>Sends to all nodes that listen, including this one.</summary>
    /// <param name="messages">The messages, each below 8,000 bytes of UTF-8.</param>
    /// <returns>False if the channel is currently not available.</returns>
    Task<bool> TrySendAsync(IReadOnlyList<string> messages);

    /// <summary>Listens until it is cancelled. It reconnects when the connection breaks.</summary>
    /// <param name="received">Called with every message.</param>
    /// <param name="connected">Called each time that listening begins. Messages that were sent before are missed.</param>
    /// <param name="cancellation">Stops listening.</param>
    Task ListenAsync(Action<string> received, Action connected, CancellationToken cancellation);
}
