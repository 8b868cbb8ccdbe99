using System.Diagnostics;
using System.Threading.Channels;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>
/// Takes whatever queued while the last commit was being made durable and commits it together. No timer: an idle server adds no delay, a
/// busy one shares the cost of a sync among many saves.
/// </summary>
/// <param name="log">Where saves are committed.</param>
/// <param name="observers">Hear of every commit, in this order.</param>
/// <param name="length">How many saves may wait.</param>
/// <param name="maxBytes">How many bytes of them.</param>
/// <param name="logger">Told of commits that fail.</param>
internal sealed class WriterLoop(IDocumentLog log, IReadOnlyList<ICommitObserver> observers, int length, long maxBytes, ILogger logger)
{
    private const int MaxBatch = 512;
    private const int MaxBatchBytes = 8 * 1024 * 1024;

    private readonly Channel<Waiter> _queue = Channel.CreateBounded<Waiter>(
        new BoundedChannelOptions(length) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _queuedBytes;

    /// <summary>How many saves wait.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Queues a save; completes when its decision is durable.</summary>
    /// <exception cref="UnavailableException">The queue is full, the server is stopping, or the commit failed.</exception>
    public Task<SaveDecision> CommitAsync(SaveCommand command)
    {
        var waiter = new Waiter(command);
        if (Interlocked.Add(ref _queuedBytes, waiter.Bytes) <= maxBytes && _queue.Writer.TryWrite(waiter))
        {
            return waiter.Decision.Task;
        }

        Interlocked.Add(ref _queuedBytes, -waiter.Bytes);
        throw new UnavailableException("Too many saves are waiting, or the server is stopping.");
    }

    /// <summary>Takes no more; what is queued is still answered.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Runs until it is complete and empty: every waiter gets an answer.</summary>
    public async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await CommitBatchAsync(await TakeAsync());
        }
    }

    /// <summary>
    /// What is queued, and what still comes in while the requests that have already arrived get their turn. Waiting goes on only as
    /// long as a turn brings more, so that a lone save is not delayed and many share one sync.
    /// </summary>
    private async Task<Waiter[]> TakeAsync()
    {
        var batch = new List<Waiter>();
        var bytes = 0;
        int before;
        do
        {
            before = batch.Count;
            while (batch.Count < MaxBatch && bytes < MaxBatchBytes && _queue.Reader.TryRead(out var waiter))
            {
                batch.Add(waiter);
                bytes += waiter.Bytes;
                Interlocked.Add(ref _queuedBytes, -waiter.Bytes);
            }

            await Task.Yield();
        }
        while (batch.Count > before);
        return [.. batch];
    }

    private async Task CommitBatchAsync(Waiter[] batch)
    {
        var commands = Array.ConvertAll(batch, waiter => waiter.Command);
        var started = Stopwatch.GetTimestamp();
        IReadOnlyList<SaveDecision> decisions;
        try
        {
            decisions = await log.CommitAsync(commands);
        }
        catch (StoreUnavailableException e)
        {
            // Some of it may have been committed: each client asks again, and its sequence says what became of the save.
            Log.BatchUnavailable(logger, e, batch.Length);
            ThreadPool.UnsafeQueueUserWorkItem(_ => Array.ForEach(batch, waiter => waiter.Decision.SetException(new UnavailableException(e.Message))), state: null);
            return;
        }
        catch (Exception e) when (batch.Length > 1)
        {
            // Nothing was written. One by one, so that a save that cannot be committed fails alone.
            Log.BatchFailed(logger, e, batch.Length);
            foreach (var waiter in batch)
            {
                await CommitBatchAsync([waiter]);
            }

            return;
        }
        catch (Exception e)
        {
            Log.SaveFailed(logger, e, batch[0].Command.Key);
            ThreadPool.UnsafeQueueUserWorkItem(
                _ => batch[0].Decision.SetException(new UnavailableException("The save could not be written.")), state: null);
            return;
        }

        var committed = new CommittedBatch(commands, decisions, Stopwatch.GetElapsedTime(started));
        for (var i = 0; i < observers.Count; i++)
        {
            observers[i].Committed(committed);
        }

        // One work item answers them all while the next batch is committed: the loop runs no answer itself.
        ThreadPool.UnsafeQueueUserWorkItem(_ => Answer(batch, decisions), state: null);
    }

    private static void Answer(Waiter[] batch, IReadOnlyList<SaveDecision> decisions)
    {
        for (var i = 0; i < batch.Length; i++)
        {
            var (waiter, decision) = (batch[i], decisions[i]);
            if (decision is SaveDecision.Written or SaveDecision.Held)
            {
                waiter.Decision.SetResult(decision);
            }
            else
            {
                // Its answer may read the database: the others do not wait for that.
                ThreadPool.UnsafeQueueUserWorkItem(_ => waiter.Decision.SetResult(decision), state: null);
            }
        }
    }

    /// <summary>A queued save and the promise of its decision.</summary>
    private sealed record Waiter(SaveCommand Command)
    {
        public int Bytes => Command.Body?.Bytes.Length ?? 0;

        public TaskCompletionSource<SaveDecision> Decision { get; } = new();
    }
}
