using SyncServer.Core.Access;
using SyncServer.Core.Live;
using SyncServer.Live;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The event stream (docs/protocol.md, section 9).</summary>
internal sealed class EventEndpoints(CollectionPolicies policies, IChangeFeed feed, ChangeTail tail, Subscribers subscribers, IReadAccess access, RequestLimits limits, IHostApplicationLifetime lifetime)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/events", (HttpContext http, string? collection, string? id, string? since, EventEndpoints events) =>
            events.OpenAsync(http, collection, id, since))
            .WithSummary("Streams the events of documents: saved, deleted, locked, unlocked, presence.")
            .WithDescription("Last-Event-ID, or since, resumes after a cursor. If that is not possible, the first event is reset: read the documents again.")
            .Produces<string>(contentType: "text/event-stream").ProducesProblem(400);

    private async Task<IResult> OpenAsync(HttpContext http, string? collection, string? id, string? since)
    {
        if (id is not null && collection is null)
        {
            return Problems.InvalidQuery("id requires collection.");
        }

        if (collection is not null && Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return Problems.Unavailable("The server is stopping.");
        }

        if (!limits.AllowsStream(http))
        {
            http.Response.Headers.RetryAfter = "5";
            return Problems.TooManyRequests();
        }

        var last = http.Request.Headers["Last-Event-ID"] is { Count: > 0 } header ? header.ToString() : since;
        var known = last is null or "now" ? null : await feed.FindAsync(last);
        var from = known ?? await feed.EndAsync(http.RequestAborted);
        var stream = new EventStream(http, feed, tail, subscribers, access, collection, id);
        // Tells proxies not to buffer the stream.
        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(stream.ReadAsync(from, reset: known is null && last is not (null or "now"), http.RequestAborted));
    }
}
