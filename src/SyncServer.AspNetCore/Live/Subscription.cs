using System.Threading.Channels;

namespace SyncServer.Live;

/// <summary>One open stream: what it is about, and what waits to be sent. An idle one is little more than this object.</summary>
/// <param name="collection">Only this collection's documents; null for all.</param>
/// <param name="id">Only this one of them; null for all.</param>
/// <param name="until">When it ends, as the token that it was opened with does.</param>
/// <param name="cut">Ends the stream of a client that does not read: it comes back and reads the log.</param>
internal sealed class Subscription(string? collection, string? id, DateTimeOffset until, Action cut)
{
    // Some pages of the log, which come at once.
    private const int MaxWaiting = 1000;
    private static int _numbers;

    private bool _heartbeat;

    private readonly Channel<Told> _waiting = Channel.CreateBounded<Told>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    /// <summary>What it is about.</summary>
    public (string? Collection, string? Id) Topic => (collection, id);

    /// <summary>When it ends.</summary>
    public DateTimeOffset Until => until;

    /// <summary>Whether it is told of changes too: before, it reads them from the log.</summary>
    public bool Follows { get; set; }

    /// <summary>Whether it is told nothing more.</summary>
    public bool HasEnded => _waiting.Reader.Completion.IsCompleted;

    /// <summary>Spreads the signs of life over time.</summary>
    public int Number { get; } = Interlocked.Increment(ref _numbers);

    /// <summary>What it is told from its joining on, until it is ended or cut.</summary>
    public IAsyncEnumerable<Told> ReadAllAsync(CancellationToken cancellation) => _waiting.Reader.ReadAllAsync(cancellation);

    /// <summary>Queues something.</summary>
    public void Tell(Told told)
    {
        if (!_waiting.Writer.TryWrite(told) && _waiting.Writer.TryComplete())
        {
            Cut();
        }
    }

    /// <summary>Shows that the stream is alive, unless that shows already.</summary>
    public void TellIdle(Told told)
    {
        Volatile.Write(ref _heartbeat, true);
        if (Follows && _waiting.Reader.Count == 0)
        {
            _waiting.Writer.TryWrite(told);
        }
    }

    /// <summary>Whether a sign of life is due, asked by a stream that still reads the log: what is told waits until it has.</summary>
    public bool TakeHeartbeat() => Interlocked.Exchange(ref _heartbeat, false);

    /// <summary>Ends the stream.</summary>
    public void End()
    {
        if (_waiting.Writer.TryComplete() && _waiting.Reader.Count > 0)
        {
            Cut();
        }
    }

    private void Cut() => ThreadPool.UnsafeQueueUserWorkItem(_ => cut(), state: null);
}
