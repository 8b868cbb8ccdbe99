using System.Threading.Channels;

namespace SyncServer.Live;

/// <summary>The subscription of one open stream: its topic, and the queue of what is to be sent.</summary>
/// <param name="collection">The collection; null for all.</param>
/// <param name="id">The document's id; null for all.</param>
/// <param name="until">When the token of the stream expires.</param>
/// <param name="abort">Aborts the connection of a client that reads too slowly. The client reconnects and reads the log.</param>
internal sealed class Subscription(string? collection, string? id, DateTimeOffset until, Action abort)
{
    // Room for several pages of the log, which are published at once.
    private const int MaxWaiting = 1000;
    private static int _numbers;

    private bool _heartbeat;

    private readonly Channel<StreamNotice> _waiting = Channel.CreateBounded<StreamNotice>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <summary>The topic.</summary>
    public (string? Collection, string? Id) Topic => (collection, id);

    /// <summary>When the token of the stream expires.</summary>
    public DateTimeOffset Until => until;

    /// <summary>Whether changes are published to it; before that, the stream reads them from the log.</summary>
    public bool Follows { get; set; }

    /// <summary>Whether the stream is closed and its queue is read.</summary>
    public bool IsCompleted => _waiting.Reader.Completion.IsCompleted;

    /// <summary>A running number, which spreads the heartbeats over time.</summary>
    public int Number { get; } = Interlocked.Increment(ref _numbers);

    /// <summary>Reads the queue until the subscription is completed.</summary>
    public IAsyncEnumerable<StreamNotice> ReadAllAsync(CancellationToken cancellation) => _waiting.Reader.ReadAllAsync(cancellation);

    /// <summary>Queues a notice. If the queue is full, the client reads too slowly and is disconnected.</summary>
    public void Enqueue(StreamNotice notice)
    {
        if (!_waiting.Writer.TryWrite(notice) && _waiting.Writer.TryComplete())
        {
            Abort();
        }
    }

    /// <summary>Queues a heartbeat, unless other notices are queued.</summary>
    public void EnqueueHeartbeat(StreamNotice notice)
    {
        Volatile.Write(ref _heartbeat, true);
        if (Follows && _waiting.Reader.Count == 0)
        {
            _waiting.Writer.TryWrite(notice);
        }
    }

    /// <summary>Whether a heartbeat is due. For a stream that still reads the log, and does not read the queue yet.</summary>
    public bool TakeHeartbeat() => Interlocked.Exchange(ref _heartbeat, false);

    /// <summary>Closes the stream.</summary>
    public void Complete()
    {
        if (_waiting.Writer.TryComplete() && _waiting.Reader.Count > 0)
        {
            Abort();
        }
    }

    private void Abort() => ThreadPool.UnsafeQueueUserWorkItem(_ => abort(), state: null);
}
