using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SyncServer.Http;

/// <summary>
/// <c>/healthz</c>: the process is running. <c>/readyz</c>: the database can be read and the writer is running, with the states of the circuit breakers
/// (docs/protocol.md, section 12).
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>The tag of this server's checks; the application may have other checks.</summary>
    public const string Tag = "syncserver";

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/healthz", new HealthCheckOptions { Predicate = _ => false }).DisableRateLimiting();
        routes.MapHealthChecks("/readyz", new HealthCheckOptions { ResponseWriter = WriteAsync, Predicate = check => check.Tags.Contains(Tag) }).DisableRateLimiting();
    }

    private static async Task WriteAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(http.Response.BodyWriter);
        writer.WriteStartObject();
        writer.WriteString("status", Name(report.Status));
        foreach (var (check, entry) in report.Entries)
        {
            writer.WriteString(check, Name(entry.Status));
            foreach (var (circuit, state) in entry.Data)
            {
                writer.WriteString(circuit, Name(state));
            }
        }

        writer.WriteEndObject();
    }

    private static string Name(object state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString()!);
}
