using System.Globalization;
using System.Text.Json;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Identity;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The differences between two versions of a document (docs/protocol.md, section 6).</summary>
internal sealed class DiffEndpoints(CollectionPolicies policies, IDocumentReader reader, Comparisons comparisons)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{collection}/{id}/diff", (HttpContext http, string collection, string id, string? from, string? to, DiffEndpoints diffs) =>
            diffs.GetAsync(http, collection, id, from, to)).RequireDocumentRole(Role.Viewer).WithSummary("Returns the differences between two versions of a document.");

    private async Task<IResult> GetAsync(HttpContext http, string collection, string id, string? from, string? to)
    {
        if (Names.Check(policies, collection, id, out _) is { } invalid)
        {
            return invalid;
        }

        if (!RevisionEndpoints.TryReadVersion(from ?? "", out var older) || !RevisionEndpoints.TryReadVersion(to ?? "", out var newer))
        {
            return Problems.InvalidQuery("from and to must be version numbers, from 1.");
        }

        var key = new DocumentKey(collection, id);
        if (await reader.ReadAsync(key, older) is not { } before || await reader.ReadAsync(key, newer) is not { } after)
        {
            return Problems.NotFound("The document has no such version.");
        }

        if (before.Content is null || after.Content is null)
        {
            http.Response.Headers["Version"] = (before.Content is null ? older : newer).ToString(CultureInfo.InvariantCulture);
            return Problems.Gone();
        }

        // The versions never change, but how their difference is presented may change between releases.
        http.Response.Headers.CacheControl = "private, no-cache";
        return new DiffResult(await comparisons.RunAsync(http.User.ToPerson(), () => ContentDiff.Between(before.Content, after.Content)));
    }

    /// <summary>Writes the difference as JSON.</summary>
    private sealed class DiffResult(ContentDiff diff) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, Problem.Writing);
            writer.WriteStartObject();
            writer.WriteString("format", diff is ContentDiff.Fields ? "json" : diff is ContentDiff.Lines ? "text" : "opaque");
            ChangesJson.Write(writer, diff);
            writer.WriteEndObject();
        }
    }
}
