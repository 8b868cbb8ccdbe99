namespace SyncServer.Core.Live;

/// <summary>A way on which the nodes tell each other what is not in the log. Messages may be lost, and come in any order.</summary>
public interface INodeChannel
{
    /// <summary>Whether it may be used for every save.</summary>
    bool TakesEverySave { get; }

    /// <summary>Sends to all nodes that listen, this one included.</summary>
    /// <param name="messages">Each less than 8,000 bytes of UTF-8.</param>
    /// <returns>False where this way is not open just now.</returns>
    Task<bool> TrySendAsync(IReadOnlyList<string> messages);

    /// <summary>Listens until it is cancelled, and takes the way up again whenever it is cut.</summary>
    /// <param name="heard">Told of every message.</param>
    /// <param name="joined">Told whenever listening begins; what was sent before is missed.</param>
    /// <param name="cancellation">Ends it.</param>
    Task ListenAsync(Action<string> heard, Action joined, CancellationToken cancellation);
}
