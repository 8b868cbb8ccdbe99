using System.Text.Json;
using System.Text.Json.Nodes;

namespace SyncServer.Load.Clients;

/// <summary>A batch of saves and its response (docs/protocol.md, section 8).</summary>
internal static class Batch
{
    /// <summary>Writes the request.</summary>
    public static string Of(IReadOnlyList<Save> saves)
    {
        var items = new JsonArray();
        foreach (var save in saves)
        {
            var names = save.Document.Split('/');
            var item = new JsonObject
            {
                ["collection"] = names[2],
                ["id"] = names[3],
                ["method"] = "PUT",
                ["sequence"] = save.Sequence,
                ["json"] = JsonNode.Parse(save.Body),
            };
            item[save.ETag is null ? "ifNoneMatch" : "ifMatch"] = save.ETag ?? "*";
            items.Add(item);
        }

        return new JsonObject { ["saves"] = items }.ToJsonString();
    }

    /// <summary>Reads the response.</summary>
    /// <returns>The results; none if it is malformed.</returns>
    public static IReadOnlyList<SaveResult> Read(ReadOnlyMemory<byte> answer)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            return [.. json.RootElement.GetProperty("results").EnumerateArray().Select(result => new SaveResult(
                result.GetProperty("status").GetInt32(),
                result.TryGetProperty("etag", out var etag) ? etag.GetString() : null,
                result.TryGetProperty("version", out var version) && version.ValueKind is JsonValueKind.Number ? version.GetInt64() : 0,
                result.TryGetProperty("outcome", out var outcome) ? outcome.GetString() : null))];
        }
        catch (Exception malformed) when (malformed is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }
}
