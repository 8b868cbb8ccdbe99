using System.Globalization;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Identity;
using SyncServer.Saving;
using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The recorded conflicts of a document (docs/protocol.md, section 6).</summary>
internal sealed class ConflictEndpoints(CollectionPolicies policies, IDocumentReader reader, IConflictLog log, ConflictRecorder recorder)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/{collection}/{id}/conflicts", (string collection, string id, string? before, string? limit, ConflictEndpoints conflicts) =>
            conflicts.ListAsync(collection, id, before, limit)).RequireDocumentRole(Role.Viewer).WithSummary("Lists a document's conflicts and forced saves, newest first, and how each was settled.");

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

        ConflictMark? mark = null;
        if (before is not null && !TryReadMark(before, out mark))
        {
            return Problems.InvalidQuery("before must be the next of an earlier page.");
        }

        var key = new DocumentKey(collection, id);
        if (await reader.NewestAsync(key) is null)
        {
            return Problems.DocumentNotFound();
        }

        await recorder.FlushAsync();
        // One more than the limit shows whether there is a next page.
        var items = await log.ListAsync(key, mark, count + 1);
        var next = items.Count > count ? WriteMark(items[count - 1].Mark) : null;
        return TypedResults.Json(new ListJson<ConflictJson>([.. items.Take(count).Select(ConflictJson.Of)], next), WireJson.Wire.ListJsonConflictJson);
    }

    private static string WriteMark(ConflictMark mark) => string.Create(CultureInfo.InvariantCulture, $"{mark.At.ToUnixTimeMilliseconds()}-{mark.Id}");

    private static bool TryReadMark(string text, out ConflictMark? mark)
    {
        mark = null;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0 || !long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() || !ConflictId.TryParse(text[(dash + 1)..], out var id))
        {
            return false;
        }

        mark = new ConflictMark(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), id);
        return true;
    }
}
