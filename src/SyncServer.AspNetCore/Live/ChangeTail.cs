using SyncServer.Core.Live;
using SyncServer.Core.Saving;

namespace SyncServer.Live;

/// <summary>
/// Tails the log for all open streams of this node: changes of this and of other nodes are published in the order of the log. It reads when it is woken and, if
/// other nodes write too, every half second. Without streams it does not read.
/// </summary>
internal sealed class ChangeTail : BackgroundService, ICommitObserver
{
    private const int Page = 100;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    private readonly IChangeFeed _feed;
    private readonly Subscribers _subscribers;
    private readonly TimeProvider _time;
    private readonly ILogger<ChangeTail> _logger;
    private readonly SemaphoreSlim _wake = new(0);

    public ChangeTail(
        IChangeFeed feed, Subscribers subscribers, NodeLink nodes, TimeProvider time, IHostApplicationLifetime lifetime, ILogger<ChangeTail> logger)
    {
        (_feed, _subscribers, _time, _logger) = (feed, subscribers, time, logger);
        nodes.Subscribe(message =>
        {
            if (message is NodeMessage.Changes)
            {
                Wake();
            }
        });
        // Closes the streams before the host waits for open requests.
        lifetime.ApplicationStopping.Register(subscribers.Close);
    }

    /// <summary>Reads the log, as there may be new changes.</summary>
    public void Wake()
    {
        if (_subscribers.Followers > 0 && _wake.CurrentCount == 0)
        {
            _wake.Release();
        }
    }

    /// <inheritdoc/>
    public void Committed(CommittedBatch batch)
    {
        if (batch.HasWritten)
        {
            Wake();
        }
    }

    /// <summary>As <see cref="Subscribers.Follow"/>, and reads the log for the subscription from now on.</summary>
    public ChangeCursor Follow(Subscription subscription, ChangeCursor from)
    {
        var live = _subscribers.Follow(subscription, from);
        Wake();
        return live;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(FollowAsync(stoppingToken), TickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The streams are already closed.
        }
    }

    private async Task FollowAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _wake.WaitAsync(_feed.HasOtherWriters && _subscribers.Followers > 0 ? Poll : Timeout.InfiniteTimeSpan, cancellation);
            try
            {
                while (_subscribers.Live is { } live && await _feed.ReadAsync(live, Page) is var page && page is not { Changes.Count: 0 })
                {
                    if (page is null)
                    {
                        Log.DatabaseRestored(_logger);
                        _subscribers.CloseFollowers(live);
                    }
                    else
                    {
                        _subscribers.Publish(page, live);
                    }
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Log.ChangesNotRead(_logger, e);
                await Task.Delay(Poll, _time, cancellation);
                Wake();
            }
        }
    }

    private async Task TickAsync(CancellationToken cancellation)
    {
        using var seconds = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        for (var second = 0L; await seconds.WaitForNextTickAsync(cancellation); second++)
        {
            _subscribers.Tick(second, _time.GetUtcNow());
        }
    }
}
