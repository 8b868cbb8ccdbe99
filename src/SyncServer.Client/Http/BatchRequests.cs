using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>Many saves in one request (protocol 8).</summary>
internal static class BatchRequests
{
    /// <summary>How many saves a batch may hold.</summary>
    public const int MostSaves = 100;

    /// <summary>How many bytes of content are put into one; as base64 they grow by a third.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>The request. All saves are of one session.</summary>
    public static HttpRequestMessage Request(IReadOnlyList<(DocumentAddress Address, Save Save)> saves)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/batch", UriKind.Relative))
        {
            Content = JsonContent.Create(new BatchRequest([.. saves.Select(one => Item(one.Address, one.Save))]), WireJson.Default.BatchRequest),
        };
        request.Headers.TryAddWithoutValidation("Session-Id", saves[0].Save.Session);
        return request;
    }

    /// <summary>What became of each; null where it is to be sent again later.</summary>
    public static IReadOnlyList<SaveAnswer?> Answers(IReadOnlyList<(DocumentAddress Address, Save Save)> saves, JsonElement reply) =>
        [.. reply.GetProperty("results").EnumerateArray().Zip(saves, (result, one) => Answer(one.Save, result))];

    private static BatchItem Item(DocumentAddress address, Save save) => new(
        address.Collection,
        address.Id,
        save.Content is null ? "DELETE" : "PUT",
        save.Adopted.ETag,
        save.Adopted.ETag is null ? "*" : null,
        save.Sequence,
        save.Parent,
        save.Content?.Type,
        // Byte for byte: it may have been sent by itself before.
        save.Content?.Bytes,
        save.Content is null ? null : save.Merge ? "merge" : "reject",
        save.ConflictId);

    private static SaveAnswer? Answer(Save save, JsonElement result)
    {
        var status = (HttpStatusCode)result.GetProperty("status").GetInt32();
        var problem = result.TryGetProperty("problem", out var found) ? found : default;
        return Reply.IsTransientStatus(status) ? null
            : (int)status is >= 200 and < 300 ? Accepted(save, result)
            : SaveRequests.Refused(save, status, problem);
    }

    private static SaveAnswer Accepted(Save save, JsonElement result)
    {
        var content = Content(result);
        var version = new Known(result.GetProperty("version").GetInt64(), WireJson.Text(result, "etag"), save.Content is null && content is null);
        return SaveRequests.Accepted(save, WireJson.Text(result, "outcome"), version, content);
    }

    private static SyncContent? Content(JsonElement result) =>
        WireJson.Text(result, "contentType") is not { } type ? null
        : result.TryGetProperty("contentBase64", out var base64) ? new SyncContent(base64.GetBytesFromBase64(), type)
        : Conflicts.Inline(result.GetProperty("content"), type);
}
