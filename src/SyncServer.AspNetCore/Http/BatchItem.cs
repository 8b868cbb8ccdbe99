using System.Text;
using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Http;

/// <summary>One save of a batch (protocol 8), read into the headers and the body that its single request would have.</summary>
/// <param name="Key">Which document; its names are not checked yet.</param>
/// <param name="Method">What to do with it.</param>
/// <param name="Headers">The single request's headers.</param>
/// <param name="Body">The single request's body.</param>
internal sealed record BatchItem(DocumentKey Key, SaveMethod Method, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Reads an item.</summary>
    /// <param name="json">The item.</param>
    /// <param name="shared">The batch's headers that count for each item.</param>
    /// <param name="item">The item, where nothing is wrong.</param>
    /// <returns>What is wrong; null where nothing is.</returns>
    public static string? TryRead(JsonElement json, IHeaderDictionary shared, out BatchItem item)
    {
        item = null!;
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return "A save is an object.";
        }

        SaveMethod? method = Text(json, "method") switch
        {
            "PUT" => SaveMethod.Put,
            "PATCH" => SaveMethod.Patch,
            "DELETE" => SaveMethod.Delete,
            _ => null,
        };
        if (method is not { } known)
        {
            return "method is PUT, PATCH or DELETE.";
        }

        if (!TryReadBody(json, known, out var body, out var type))
        {
            return "A PUT or PATCH has one of json, text and base64; a DELETE has none.";
        }

        var headers = new HeaderDictionary();
        foreach (var name in (ReadOnlySpan<string>)["Session-Id", "Prefer"])
        {
            if (shared[name] is { Count: > 0 } value)
            {
                headers[name] = value;
            }
        }

        foreach (var (member, name) in (ReadOnlySpan<(string, string)>)[
            ("ifMatch", "If-Match"), ("ifNoneMatch", "If-None-Match"), ("sequence", "Save-Sequence"), ("parent", "Save-Parent"), ("onConflict", "On-Conflict"), ("conflictId", "Conflict-Id")])
        {
            // What is no text stands as it was written, and is refused as a header of that value would be.
            if (json.TryGetProperty(member, out var value) && value.ValueKind is not JsonValueKind.Null)
            {
                headers[name] = value.ValueKind is JsonValueKind.String ? Text(json, member) : value.GetRawText();
            }
        }

        if (type is not null)
        {
            headers["Content-Type"] = type;
        }

        item = new BatchItem(new DocumentKey(Text(json, "collection") ?? "", Text(json, "id") ?? ""), known, headers, body);
        return null;
    }

    private static bool TryReadBody(JsonElement json, SaveMethod method, out ReadOnlyMemory<byte> body, out string? type)
    {
        (body, type) = (default, Text(json, "contentType"));
        var members = ((ReadOnlySpan<string>)["json", "text", "base64"]).ToArray().Where(name => json.TryGetProperty(name, out _)).ToList();
        if (method is SaveMethod.Delete)
        {
            return members.Count == 0;
        }

        if (members is not [var member])
        {
            return false;
        }

        var value = json.GetProperty(member);
        switch (member)
        {
            case "json":
                type ??= method is SaveMethod.Patch ? Content.MergePatchType : "application/json";
                body = Encoding.UTF8.GetBytes(value.GetRawText());
                return true;
            case "text" when Text(json, member) is { } text:
                type ??= "text/plain; charset=utf-8";
                body = Encoding.UTF8.GetBytes(text);
                return true;
            case "base64" when Text(json, member) is not null && value.TryGetBytesFromBase64(out var bytes):
                body = bytes;
                return true;
            default:
                return false;
        }
    }

    /// <summary>A member that is text; null where it is something else, or holds half a surrogate pair.</summary>
    private static string? Text(JsonElement json, string name)
    {
        try
        {
            return json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
