using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncServer.Core.Documents;
using SyncServer.Saving;

namespace SyncServer;

/// <summary>Checks that the database can be read and the writer is running.</summary>
internal sealed class StoreHealthCheck(GroupCommitter committer, IDocumentReader reader) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await reader.ListAsync("readyz", after: null, limit: 1);
            return committer.IsRunning ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The writer has stopped.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return HealthCheckResult.Unhealthy("The database is not available.", e);
        }
    }
}
