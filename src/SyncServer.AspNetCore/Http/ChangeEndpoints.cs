using Microsoft.AspNetCore.Http.HttpResults;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Identity;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The log of committed changes, in pages (docs/protocol.md, section 9).</summary>
internal sealed class ChangeEndpoints(CollectionPolicies policies, IChangeFeed feed, IReadAccess access)
{
    // Bounds the work of a request whose filter matches few changes. Such a page may be short, with a next that is further on.
    private const int MaxScanned = 100_000;
    private const int MaxAccessChecks = 1000;
    private const int Page = 1000;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/changes", (HttpContext http, string? since, string? collection, string? limit, ChangeEndpoints changes) =>
            changes.ListAsync(http, since, collection, limit, key => changes.MayReadAsync(http.User.ToPerson(), key)))
            .WithSummary("Lists committed changes after a cursor; since=now returns only the newest cursor.")
            .WithDescription("next is always a cursor. If it equals since, no further change is known to be committed yet.")
            .Produces<ListJson<ChangeJson>>().ProducesProblem(400).ProducesProblem(410);

    /// <summary>Lists the changes of the documents that the caller may read.</summary>
    public async Task<IResult> ListAsync(HttpContext http, string? since, string? collection, string? limit, Func<DocumentKey, ValueTask<bool>> mayRead)
    {
        if (collection is not null && Names.Check(policies, collection, id: null, out _) is { } invalid)
        {
            return invalid;
        }

        if (Paging.ReadLimit(limit, out var count) is { } badLimit)
        {
            return badLimit;
        }

        http.Response.Headers.CacheControl = "private, no-cache";
        if (since is "now")
        {
            return PageOf([], await feed.EndAsync(http.RequestAborted));
        }

        if ((since is null ? feed.Start : await feed.FindAsync(since)) is not { } place)
        {
            return Problems.GoneCursor();
        }

        var items = new List<ChangeJson>();
        var readable = new Dictionary<DocumentKey, bool>();
        for (var scanned = 0; items.Count < count && scanned < MaxScanned && readable.Count < MaxAccessChecks;)
        {
            if (await feed.ReadAsync(place, collection is null ? count - items.Count : Page) is not { } page)
            {
                return Problems.GoneCursor();
            }

            foreach (var change in page.Changes.TakeWhile(_ => items.Count < count && readable.Count < MaxAccessChecks))
            {
                place = change.Cursor;
                if ((collection is null || string.Equals(collection, change.Key.Collection, StringComparison.Ordinal))
                    && (readable.TryGetValue(change.Key, out var may) ? may : readable[change.Key] = await mayRead(change.Key)))
                {
                    items.Add(ChangeJson.Of(change));
                }
            }

            scanned += page.Changes.Count;
            if (page.Changes.Count == 0)
            {
                break;
            }
        }

        return PageOf(items, place);
    }

    private ValueTask<bool> MayReadAsync(Person user, DocumentKey key) => access.MayReadAsync(user, key);

    private static JsonHttpResult<ListJson<ChangeJson>> PageOf(List<ChangeJson> items, ChangeCursor next) =>
        TypedResults.Json(new ListJson<ChangeJson>(items, next.ToString()), WireJson.Wire.ListJsonChangeJson);
}
