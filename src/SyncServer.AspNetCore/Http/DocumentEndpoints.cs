using System.Globalization;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Identity;
using SyncServer.Live;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>Reads and lists documents (docs/protocol.md, section 6).</summary>
internal sealed class DocumentEndpoints(CollectionPolicies policies, IDocumentReader reader, LockService locks, PresenceTracker presence)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods("/v1/{collection}/{id}", ["GET", "HEAD"], (HttpContext http, string collection, string id, DocumentEndpoints documents) =>
            documents.GetAsync(http)).RequireDocumentRole(Role.Viewer).WithSummary("Reads a document.").CacheOutput(new VersionCaching());
        routes.MapGet("/v1/{collection}/{id}/info", (string collection, string id, DocumentEndpoints documents, HttpContext http) =>
            documents.InfoAsync(http, collection, id)).RequireDocumentRole(Role.Viewer).WithSummary("Reads the metadata of a document.");
        routes.MapGet("/v1/{collection}", (HttpContext http, string collection, string? after, string? limit, DocumentEndpoints documents) =>
            documents.ListAsync(http, collection, after, limit)).WithSummary("Lists a collection's documents by id.");
    }

    private async Task<IResult> GetAsync(HttpContext http)
    {
        var read = await DocumentRead.OfAsync(http);
        if (read.Problem is { } problem)
        {
            return problem;
        }

        var head = read.Head!;
        http.Response.Headers.CacheControl = "private, no-cache, no-transform";
        return new VersionResult(
            head.Newest, read.IsNotModified ? null : (await reader.ReadAsync(read.Key, head.ETag) ?? throw new UnavailableException("The version is no longer kept.")).Content);
    }

    private async Task<IResult> InfoAsync(HttpContext http, string collection, string id)
    {
        if (Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        var key = new DocumentKey(collection, id);
        if (await reader.NewestAsync(key) is not { } document)
        {
            return Problems.DocumentNotFound();
        }

        http.Response.Headers["Version"] = document.Version.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers.CacheControl = "private, no-cache";
        return document.Deleted ? Problems.Gone() : TypedResults.Json(InfoJson.Of(id, document, await locks.ListAsync(key), presence.List(key)), WireJson.Wire.InfoJson);
    }

    private async Task<IResult> ListAsync(HttpContext http, string collection, string? after, string? limit)
    {
        if (Names.Check(policies, collection, id: null, out var policy) is { } invalid)
        {
            return invalid;
        }

        if (Paging.ReadLimit(limit, out var count) is { } badLimit)
        {
            return badLimit;
        }

        if (after is not null && !DocumentKey.IsId(after))
        {
            return Problems.InvalidQuery("after must be a document id.");
        }

        // One more than the limit shows whether there is a next page.
        var items = await reader.ListAsync(collection, after, count + 1, policy.Access is CollectionAccess.Private ? http.User.ToPerson().Id : null);
        var lists = await locks.ListAsync(collection, [.. items.Select(item => item.Id)]);
        var page = items.Take(count).Select(item => InfoJson.Of(item.Id, item.Info, lists[item.Id], presence.List(new DocumentKey(collection, item.Id)))).ToList();
        return TypedResults.Json(new ListJson<InfoJson>(page, items.Count > count ? page[^1].Id : null), WireJson.Wire.ListJsonInfoJson);
    }
}
