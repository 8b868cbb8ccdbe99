using System.Globalization;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Identity;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The history of a document (docs/protocol.md, section 6).</summary>
internal sealed class RevisionEndpoints(CollectionPolicies policies, IDocumentReader reader)
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/{collection}/{id}/revisions", (string collection, string id, string? before, string? limit, RevisionEndpoints revisions) =>
            revisions.ListAsync(collection, id, before, limit)).RequireDocumentRole(Role.Viewer).WithSummary("Lists a document's versions, newest first.");
        routes.MapGet("/v1/{collection}/{id}/revisions/{version}", (HttpContext http, string collection, string id, string version, RevisionEndpoints revisions) =>
            revisions.GetAsync(http, collection, id, version)).RequireDocumentRole(Role.Viewer).WithSummary("Reads the content of one version.");
    }

    private async Task<IResult> ListAsync(string collection, string id, string? before, string? limit)
    {
        if (Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        if (Paging.ReadLimit(limit, out var count) is { } badLimit)
        {
            return badLimit;
        }

        if (!TryReadVersion(before ?? "1", out var first))
        {
            return Problems.InvalidQuery("before must be a version number, from 1.");
        }

        // One more than the limit shows whether there is a next page.
        if (await reader.RevisionsAsync(new DocumentKey(collection, id), before is null ? null : first, count + 1) is not { } items)
        {
            return Problems.DocumentNotFound();
        }

        var page = items.Take(count).Select(RevisionJson.Of).ToList();
        var next = items.Count > count ? page[^1].Version.ToString(CultureInfo.InvariantCulture) : null;
        return TypedResults.Json(new ListJson<RevisionJson>(page, next), WireJson.Wire.ListJsonRevisionJson);
    }

    private async Task<IResult> GetAsync(HttpContext http, string collection, string id, string version)
    {
        if (Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        if (!TryReadVersion(version, out var number))
        {
            return Problems.InvalidName("A version must be a number from 1.");
        }

        if (ETagList.ReadKnown(http.Request.Headers, out var known) is { } badList)
        {
            return badList;
        }

        if (await reader.ReadAsync(new DocumentKey(collection, id), number) is not { } found)
        {
            return Problems.NotFound("The document has no such version.");
        }

        if (found.Content is null)
        {
            http.Response.Headers["Version"] = version;
            return Problems.Gone();
        }

        http.Response.Headers.CacheControl = "private, immutable";
        return new VersionResult(found.Revision, known.Names(found.Revision.ETag) ? null : found.Content);
    }

    /// <summary>Reads a version number from a path or a query.</summary>
    public static bool TryReadVersion(string text, out long version) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version) && version >= 1;
}
