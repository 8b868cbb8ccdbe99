using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncServer.Core.Documents;
using SyncServer.Saving;

namespace SyncServer;

/// <summary>Ready means: the database reads and the writer runs.</summary>
internal sealed class StoreCheck(GroupCommitter committer, IDocumentReader reader) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await reader.ListAsync("readyz", after: null, limit: 1);
            return committer.IsRunning ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The writer has ended.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}
