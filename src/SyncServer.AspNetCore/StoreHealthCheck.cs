using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncServer.Core.Documents;
using SyncServer.Saving;
using SyncServer.Storage;

namespace SyncServer;

/// <summary>Checks that the database can be read and the writer is running; after a failed commit, that the database can be written.</summary>
internal sealed class StoreHealthCheck(GroupCommitter committer, IDocumentReader reader, DocumentStore store) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await reader.ListAsync("readyz", after: null, limit: 1);
            // A server that a load balancer has taken out for this gets no save that could show that it is well again.
            await store.ProbeAsync(isFailing: committer.IsFailing);
            return committer.IsRunning ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The writer has stopped.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return HealthCheckResult.Unhealthy("The database is not available.", e);
        }
    }
}
