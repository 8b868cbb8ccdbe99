using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using SyncServer.Core.Live;

namespace SyncServer.Live;

/// <summary>What is told to many streams.</summary>
/// <param name="what">The event; null where there is nothing to tell but that the stream is alive.</param>
/// <param name="cursor">Up to where everything was told before, where there is no event.</param>
internal sealed class Told(LiveEvent? what, ChangeCursor cursor = default)
{
    public LiveEvent? Event => what;

    public ChangeCursor Cursor => cursor;

    /// <summary>Its wire form, made once by whoever sends it first.</summary>
    public StrongBox<SseItem<byte[]>>? Item { get; set; }
}
