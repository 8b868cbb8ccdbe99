using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace SyncServer.Http;

/// <summary><c>/healthz</c>: the process runs. <c>/readyz</c>: the database reads and the writer runs (protocol 12).</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false });
        routes.MapHealthChecks("/readyz");
    }
}
