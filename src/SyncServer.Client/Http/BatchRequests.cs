using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using SyncServer.Client.Saving;

namespace SyncServer.Client.Http;

/// <summary>Batches of saves (docs/protocol.md, section 8).</summary>
internal static class BatchRequests
{
    /// <summary>How many saves a batch may hold.</summary>
    public const int MaxSaves = 100;

    /// <summary>How many bytes of content are put into a batch; as base64 they grow by a third.</summary>
    public const int MaxBytes = 8 * 1024 * 1024;

    /// <summary>The request. All saves are of one session.</summary>
    public static HttpRequestMessage Request(IReadOnlyList<(DocumentAddress Address, Save Save)> saves)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri("v1/batch", UriKind.Relative))
        {
            Content = JsonContent.Create(new BatchRequest([.. saves.Select(item => Item(item.Address, item.Save))]), ProtocolJson.Default.BatchRequest),
        };
        request.Headers.TryAddWithoutValidation("Session-Id", saves[0].Save.Session);
        return request;
    }

    /// <summary>The result of each save; null where it may be retried later.</summary>
    public static IReadOnlyList<SaveResponse?> Results(IReadOnlyList<(DocumentAddress Address, Save Save)> saves, JsonElement response) =>
        [.. response.GetProperty("results").EnumerateArray().Zip(saves, (result, item) => Result(item.Save, result))];

    private static BatchItem Item(DocumentAddress address, Save save) => new(
        address.Collection,
        address.Id,
        save.Content is null ? "DELETE" : "PUT",
        save.Adopted.ETag,
        save.Adopted.ETag is null ? "*" : null,
        save.Sequence,
        save.Parent,
        save.Content?.Type,
        // Byte for byte: the save may have been sent alone before.
        save.Content?.Bytes,
        SaveRequests.OnConflict(save),
        save.ConflictId);

    private static SaveResponse? Result(Save save, JsonElement result)
    {
        var status = (HttpStatusCode)result.GetProperty("status").GetInt32();
        var problem = result.TryGetProperty("problem", out var found) ? found : default;
        return ServerResponse.IsTransientStatus(status) ? null
            : (int)status is >= 200 and < 300 ? Accepted(save, result)
            : SaveRequests.Refused(save, status, problem);
    }

    private static SaveResponse Accepted(Save save, JsonElement result)
    {
        var content = Content(result);
        var version = new DocumentVersion(result.GetProperty("version").GetInt64(), ProtocolJson.Text(result, "etag"), save.Content is null && content is null);
        return SaveRequests.Accepted(save, ProtocolJson.Text(result, "outcome"), version, content);
    }

    private static SyncContent? Content(JsonElement result) =>
        ProtocolJson.Text(result, "contentType") is not { } type ? null
        : result.TryGetProperty("contentBase64", out var base64) ? new SyncContent(base64.GetBytesFromBase64(), type)
        : ConflictProblem.Inline(result.GetProperty("content"), type);
}
