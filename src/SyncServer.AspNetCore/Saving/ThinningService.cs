using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Settings;

namespace SyncServer.Saving;

/// <summary>Thins the history in the background: 10 seconds after the start, then every hour.</summary>
internal sealed class ThinningService(IHistoryThinner thinner, CollectionPolicies policies, TimeProvider time, ILogger<ThinningService> logger) : BackgroundService
{
    // Leaves the first seconds to requests.
    private static readonly TimeSpan AfterStart = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan BetweenPasses = TimeSpan.FromHours(1);
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMinutes(1);

    // Thinning pauses as long as it has worked, so that saves are not blocked.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(AfterStart, time, stoppingToken);
        while (true)
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (StoreUnavailableException e)
            {
                Log.ThinningUnavailable(logger, e.Message);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.ThinningFailed(logger, e);
            }

            await Task.Delay(BetweenPasses, time, stoppingToken);
        }
    }

    /// <summary>Runs one pass.</summary>
    internal async Task PassAsync(CancellationToken stopping)
    {
        var (versions, sessions, conflicts, documents, last) = (0L, 0L, 0L, 0L, default(DocumentKey?));
        var (slice, reported) = (time.GetTimestamp(), time.GetTimestamp());
        await foreach (var thinned in thinner.ThinAsync(policies.History, stopping))
        {
            versions += thinned.Versions;
            sessions += thinned.Sessions;
            conflicts += thinned.Conflicts;
            // Slices of one document follow each other; one that is thinned at two ages counts twice. A set of all documents would grow with the database.
            documents += thinned.Document is not null && thinned.Document != last ? 1 : 0;
            last = thinned.Document ?? last;

            if (time.GetElapsedTime(reported) > BetweenReports)
            {
                Log.ThinningProgress(logger, versions, documents);
                reported = time.GetTimestamp();
            }

            await Task.Delay(time.GetElapsedTime(slice) + LeastPause, time, stopping);
            slice = time.GetTimestamp();
        }

        if (versions + sessions + conflicts > 0)
        {
            Log.Thinned(logger, versions, documents, sessions, conflicts);
        }
    }
}
