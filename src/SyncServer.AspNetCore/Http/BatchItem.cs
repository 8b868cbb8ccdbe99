using System.Text;
using System.Text.Json;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Http;

/// <summary>One save of a batch (docs/protocol.md, section 8), converted to the headers and body of the equivalent single request.</summary>
/// <param name="Key">The document; its names are not validated yet.</param>
/// <param name="Method">The method.</param>
/// <param name="Headers">The headers of the single request.</param>
/// <param name="Body">The body of the single request.</param>
internal sealed record BatchItem(DocumentKey Key, SaveMethod Method, IHeaderDictionary Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Reads an item.</summary>
    /// <param name="json">The item.</param>
    /// <param name="shared">The headers of the batch; some apply to each item.</param>
    /// <param name="item">The item that was read.</param>
    /// <returns>The error message; null on success.</returns>
    public static string? TryRead(JsonElement json, IHeaderDictionary shared, out BatchItem item)
    {
        item = null!;
        if (json.ValueKind is not JsonValueKind.Object)
        {
            return "A save must be an object.";
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
            return "method must be PUT, PATCH or DELETE.";
        }

        if (!TryReadBody(json, known, out var body, out var type))
        {
            return "A PUT or PATCH must have exactly one of json, text and base64, a DELETE none.";
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
            // A value that is not a string is passed on as its JSON text, so that it is validated as the header would be.
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

    /// <summary>The value of a string member; null if the member is missing, is not a string, or holds an unpaired surrogate.</summary>
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
