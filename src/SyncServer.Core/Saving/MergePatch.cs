using System.Buffers;
using System.Text.Json;
using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>JSON merge patch (RFC 7396). Members that the patch does not name keep their exact text.</summary>
public static class MergePatch
{
    private static readonly JsonDocumentOptions Reading = new() { MaxDepth = JsonText.MaxDepth };
    private static readonly JsonWriterOptions Writing = new() { MaxDepth = JsonText.MaxDepth, SkipValidation = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The target with the patch applied.</summary>
    /// <param name="target">The head's content.</param>
    /// <param name="patch">The patch: well-formed JSON (<see cref="JsonText"/>).</param>
    /// <returns>The target itself if the patch changes nothing; null if the target is not JSON, or a member's name is not valid Unicode.</returns>
    public static Content? Apply(Content target, Content patch)
    {
        if (!target.IsJson)
        {
            return null;
        }

        try
        {
            using var old = JsonDocument.Parse(target.Bytes, Reading);
            using var change = JsonDocument.Parse(patch.Bytes, Reading);
            if (!Changes(old.RootElement, change.RootElement))
            {
                return target;
            }

            var buffer = new ArrayBufferWriter<byte>(target.Bytes.Length + patch.Bytes.Length);
            using (var writer = new Utf8JsonWriter(buffer, Writing))
            {
                Write(writer, old.RootElement, change.RootElement);
            }

            // A copy, as the buffer may be much larger and heads are cached.
            return target with { Bytes = buffer.WrittenSpan.ToArray() };
        }
        catch (InvalidOperationException)
        {
            // A name such as "\ud800" is valid JSON, but not a string that can be compared.
            return null;
        }
    }

    private static bool Changes(JsonElement? target, JsonElement patch)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            return target is not { } value || !SameText(value, patch);
        }

        if (target is not { ValueKind: JsonValueKind.Object } members)
        {
            return true;
        }

        var old = MembersOf(members);
        foreach (var (name, change) in MembersOf(patch))
        {
            var has = old.TryGetValue(name, out var member);
            if (change.ValueKind is JsonValueKind.Null ? has : Changes(has ? member : null, change))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The members by name, in order. Of several members with one name the last wins. A dictionary, as a lookup in JsonElement is linear.</summary>
    private static OrderedDictionary<string, JsonElement> MembersOf(JsonElement element)
    {
        var members = new OrderedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = member.Value;
        }

        return members;
    }

    private static bool SameText(JsonElement one, JsonElement other) =>
        string.Equals(one.GetRawText(), other.GetRawText(), StringComparison.Ordinal);

    private static void Write(Utf8JsonWriter writer, JsonElement? target, JsonElement patch)
    {
        if (patch.ValueKind is not JsonValueKind.Object)
        {
            WriteRaw(writer, patch);
            return;
        }

        writer.WriteStartObject();
        var changes = MembersOf(patch);
        var old = target is { ValueKind: JsonValueKind.Object } members ? MembersOf(members) : [];
        foreach (var (name, member) in old)
        {
            if (!changes.TryGetValue(name, out var change))
            {
                writer.WritePropertyName(name);
                WriteRaw(writer, member);
            }
            else if (change.ValueKind is not JsonValueKind.Null)
            {
                writer.WritePropertyName(name);
                Write(writer, member, change);
            }
        }

        foreach (var (name, change) in changes)
        {
            if (change.ValueKind is not JsonValueKind.Null && !old.ContainsKey(name))
            {
                writer.WritePropertyName(name);
                Write(writer, target: null, change);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter writer, JsonElement value) => writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
}
