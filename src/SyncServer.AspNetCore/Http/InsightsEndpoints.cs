using System.Text.Json;
using System.Text.Json.Serialization;
using SyncServer.Insights;

namespace SyncServer.Http;

/// <summary>The metrics of the server: <c>/metrics</c> for Prometheus, <c>/insights</c> as JSON, and <c>/dashboard</c> as a page (docs/protocol.md, section 12).</summary>
internal static class InsightsEndpoints
{
    private const string Page = "dashboard.html";

    /// <summary>Maps the routes.</summary>
    /// <returns>Their group, to which the caller adds the authorization.</returns>
    public static RouteGroupBuilder Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("");
        var scrape = routes.CreateApplicationBuilder().UseOpenTelemetryPrometheusScrapingEndpoint(_ => true).Build();
        group.MapGet("/metrics", (Delegate)((HttpContext http) => scrape(http)))
            .WithSummary("All metrics in the Prometheus text format.").Produces(200, contentType: "text/plain");
        group.MapGet("/insights", (HttpContext http, LastHour hour, HotDocuments hot) =>
        {
            http.Response.Headers.CacheControl = "no-store";
            return TypedResults.Json(Report.Of(hour, hot), InsightsJson.Default.Report);
        }).WithSummary("The last hour in steps of ten seconds.");
        group.MapGet("/dashboard", IResult (HttpContext http, IWebHostEnvironment host) =>
        {
            if (http.Request.Path.Value!.EndsWith('/'))
            {
                // The page loads its files by relative URLs.
                return TypedResults.LocalRedirect("~/dashboard");
            }

            Pages.SetHeaders(http.Response);
            return TypedResults.Stream(host.WebRootFileProvider.GetFileInfo(Page).CreateReadStream(), "text/html; charset=utf-8");
        }).ExcludeFromDescription();
        return group;
    }
}

/// <summary>The JSON shape of <c>/insights</c>.</summary>
[JsonSerializable(typeof(Report))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(WireTimeConverter)])]
internal sealed partial class InsightsJson : JsonSerializerContext;

/// <summary>Writes times in the format of the protocol.</summary>
internal sealed class WireTimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(WireTime.Format(value));
}
