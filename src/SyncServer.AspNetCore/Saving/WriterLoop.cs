using System.Diagnostics;
using System.Threading.Channels;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>
/// Group commit: all saves that were queued during one commit are the next batch. There is no timer: an idle server adds no delay, and a busy one shares the cost
/// of a sync among many saves.
/// </summary>
/// <param name="log">The log to commit to.</param>
/// <param name="observers">The observers, which are notified of every commit in this order.</param>
/// <param name="quotas">The quotas.</param>
/// <param name="length">How many saves may be queued.</param>
/// <param name="maxBytes">How many bytes of bodies may be queued.</param>
/// <param name="logger">The logger.</param>
internal sealed class WriterLoop(IDocumentLog log, IReadOnlyList<ICommitObserver> observers, Quotas quotas, int length, long maxBytes, ILogger logger)
{
    private const int MaxBatch = 512;
    private const int MaxBatchBytes = 8 * 1024 * 1024;

    private readonly Channel<Waiter> _queue = Channel.CreateBounded<Waiter>(
        new BoundedChannelOptions(length) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private long _queuedBytes;

    /// <summary>The number of queued saves.</summary>
    public int Waiting => _queue.Reader.Count;

    /// <summary>Whether the last commit failed.</summary>
    public bool IsFailing { get; private set; }

    /// <summary>Queues a save. The task completes when the decision is durable.</summary>
    /// <exception cref="UnavailableException">The queue is full, the server is stopping, or the commit failed.</exception>
    public Task<SaveDecision> CommitAsync(SaveCommand command)
    {
        var waiter = new Waiter(command);
        if (Interlocked.Add(ref _queuedBytes, waiter.Bytes) <= maxBytes && _queue.Writer.TryWrite(waiter))
        {
            return waiter.Decision.Task;
        }

        Interlocked.Add(ref _queuedBytes, -waiter.Bytes);
        throw new UnavailableException("Too many saves are queued, or the server is stopping.");
    }

    /// <summary>Completes the queue: no more saves are accepted, and those in the queue are still committed.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Runs until the queue is complete and empty.</summary>
    public async Task RunAsync()
    {
        while (await _queue.Reader.WaitToReadAsync(CancellationToken.None))
        {
            await CommitBatchAsync(await TakeAsync());
        }
    }

    /// <summary>
    /// Takes what is queued. Yields, so that requests that have already arrived can queue their saves, for as long as that adds saves to the batch: a single save is
    /// not delayed, and many share one sync.
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
            decisions = await log.CommitAsync(commands, quotas.Usage);
            IsFailing = false;
        }
        catch (StoreUnavailableException e)
        {
            IsFailing = true;
            // The batch may have been committed. Each client retries, and its sequence identifies a save that was written.
            Log.BatchUnavailable(logger, e, batch.Length);
            ThreadPool.UnsafeQueueUserWorkItem(_ => Array.ForEach(batch, waiter => waiter.Decision.SetException(new UnavailableException(e.Message))), state: null);
            return;
        }
        catch (Exception e) when (batch.Length > 1)
        {
            // Nothing was written. Each save is retried alone, so that one that cannot be committed does not fail the others.
            Log.BatchFailed(logger, e, batch.Length);
            foreach (var waiter in batch)
            {
                await CommitBatchAsync([waiter]);
            }

            return;
        }
        catch (Exception e)
        {
            IsFailing = true;
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

        // The waiters are completed on the thread pool while the loop commits the next batch.
        ThreadPool.UnsafeQueueUserWorkItem(_ => CompleteAll(batch, decisions), state: null);
    }

    private static void CompleteAll(Waiter[] batch, IReadOnlyList<SaveDecision> decisions)
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
                // Its response may read the database, which must not delay the others.
                ThreadPool.UnsafeQueueUserWorkItem(_ => waiter.Decision.SetResult(decision), state: null);
            }
        }
    }

    /// <summary>A queued save.</summary>
    private sealed record Waiter(SaveCommand Command)
    {
        public int Bytes => Command.Body?.Bytes.Length ?? 0;

        public TaskCompletionSource<SaveDecision> Decision { get; } = new();
    }
}
