using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>The writer loops. The documents are partitioned between them, so that the saves of one document are decided in order of arrival.</summary>
internal sealed class GroupCommitter(
    IDocumentLog log, IEnumerable<ICommitObserver> observers, Quotas quotas, SavingOptions options, ILogger<GroupCommitter> logger) : BackgroundService
{
    // Bounds the queues while the database is slow.
    private const long MaxQueuedBytes = 64 * 1024 * 1024;

    private readonly WriterLoop[] _loops = [.. Enumerable.Range(0, log.MaxBatches).Select(_ =>
        new WriterLoop(log, [.. observers], quotas, Math.Max(1, options.QueueLength / log.MaxBatches), MaxQueuedBytes / log.MaxBatches, logger))];

    /// <summary>Whether the loops are running.</summary>
    public bool IsRunning => ExecuteTask is { IsCompleted: false };

    /// <summary>Whether a loop's last commit failed.</summary>
    public bool IsFailing => _loops.Any(loop => loop.IsFailing);

    /// <summary>The number of queued saves.</summary>
    public int Waiting => _loops.Sum(loop => loop.Waiting);

    /// <summary>Queues a save and waits for its decision, which is durable when the task completes.</summary>
    /// <exception cref="UnavailableException">The queue is full, the server is stopping, or the commit failed.</exception>
    public Task<SaveDecision> CommitAsync(SaveCommand command) => LoopOf(command.Key).CommitAsync(command);

    /// <summary>Stops the loops after they have committed everything that is queued.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_loops, loop => loop.Complete());
        if (ExecuteTask is { } running)
        {
            // Not cancelled: the queues are bounded, and the store must not be disposed before the loops end.
            await running;
        }

        await base.StopAsync(cancellationToken);
    }

    // Ends when the queues are complete and empty, not when stopping is requested.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_loops.Select(loop => loop.RunAsync()));

    private WriterLoop LoopOf(DocumentKey key) => _loops[(uint)key.GetHashCode() % (uint)_loops.Length];
}
