using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using SyncServer.Core.Live;

namespace SyncServer.Live;

/// <summary>An event or a heartbeat, shared by all streams that it is published to.</summary>
/// <param name="what">The event; null for a heartbeat.</param>
/// <param name="cursor">For a heartbeat, the cursor up to which the log is published.</param>
internal sealed class StreamNotice(LiveEvent? what, ChangeCursor cursor = default)
{
    public LiveEvent? Event => what;

    public ChangeCursor Cursor => cursor;

    /// <summary>The serialized event, created by the first stream that sends it.</summary>
    public StrongBox<SseItem<byte[]>>? Item { get; set; }
}
