using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>The writer loops: each owns a share of the documents, so that the saves of one document are decided in the order they came.</summary>
internal sealed class GroupCommitter(
    IDocumentLog log, IEnumerable<ICommitObserver> observers, SavingOptions options, ILogger<GroupCommitter> logger) : BackgroundService
{
    // Bounds what waits while the database stalls.
    private const long MaxQueuedBytes = 64 * 1024 * 1024;

    private readonly WriterLoop[] _loops = [.. Enumerable.Range(0, log.MaxBatches).Select(_ =>
        new WriterLoop(log, [.. observers], Math.Max(1, options.QueueLength / log.MaxBatches), MaxQueuedBytes / log.MaxBatches, logger))];

    /// <summary>Whether saves are taken.</summary>
    public bool IsRunning => ExecuteTask is { IsCompleted: false };

    /// <summary>How many saves wait.</summary>
    public int Waiting => _loops.Sum(loop => loop.Waiting);

    /// <summary>Queues a save and waits for its decision, which is durable when this returns.</summary>
    /// <exception cref="UnavailableException">The queue is full, the server is stopping, or the commit failed.</exception>
    public Task<SaveDecision> CommitAsync(SaveCommand command) => LoopOf(command.Key).CommitAsync(command);

    /// <summary>Lets the loops answer everything that is queued, then ends them.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        Array.ForEach(_loops, loop => loop.Complete());
        if (ExecuteTask is { } running)
        {
            // Not cut short: what is queued is bounded, and the store must outlive the loops.
            await running;
        }

        await base.StopAsync(cancellationToken);
    }

    // Ends when the queues are complete and empty, not when stopping is asked for.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_loops.Select(loop => loop.RunAsync()));

    private WriterLoop LoopOf(DocumentKey key) => _loops[(uint)key.GetHashCode() % (uint)_loops.Length];
}
