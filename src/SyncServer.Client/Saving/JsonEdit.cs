using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SyncServer.Client.Saving;

/// <summary>
/// Applies the change of a typed value to the stored JSON. What the type does not know stays, and what was not changed keeps its bytes. In an array that has changed, elements are
/// matched from both ends; where their number in between differs, unknown members of the elements in between are lost.
/// </summary>
internal static class JsonEdit
{
    /// <summary>Applies a change.</summary>
    /// <param name="stored">The stored JSON.</param>
    /// <param name="before">The value that was read from it, as the type writes it.</param>
    /// <param name="after">The changed value, as the type writes it.</param>
    public static byte[] Apply(ReadOnlySpan<byte> stored, ReadOnlySpan<byte> before, ReadOnlySpan<byte> after)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            Write(writer, JsonElement.Parse(stored), JsonElement.Parse(before), JsonElement.Parse(after));
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, JsonElement stored, JsonElement before, JsonElement after)
    {
        if (IsSame(before, after))
        {
            Copy(writer, stored);
        }
        else if (AreAll(JsonValueKind.Object, stored, before, after))
        {
            WriteObject(writer, stored, before, after);
        }
        else if (AreAll(JsonValueKind.Array, stored, before, after) && stored.GetArrayLength() == before.GetArrayLength())
        {
            WriteArray(writer, [.. stored.EnumerateArray()], [.. before.EnumerateArray()], [.. after.EnumerateArray()]);
        }
        else
        {
            Copy(writer, after);
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, JsonElement stored, JsonElement before, JsonElement after)
    {
        writer.WriteStartObject();
        foreach (var member in stored.EnumerateObject())
        {
            var wasKnown = before.TryGetProperty(member.Name, out var old);
            if (after.TryGetProperty(member.Name, out var changed))
            {
                writer.WritePropertyName(member.Name);
                Write(writer, member.Value, old, changed);
            }
            else if (!wasKnown)
            {
                writer.WritePropertyName(member.Name);
                Copy(writer, member.Value);
            }
        }

        // A member with the type's default is not added to JSON that does not have it.
        foreach (var member in after.EnumerateObject().Where(member =>
            !stored.TryGetProperty(member.Name, out _) && !(before.TryGetProperty(member.Name, out var old) && IsSame(old, member.Value))))
        {
            writer.WritePropertyName(member.Name);
            Copy(writer, member.Value);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, JsonElement[] stored, JsonElement[] before, JsonElement[] after)
    {
        var shorter = Math.Min(before.Length, after.Length);
        var start = 0;
        while (start < shorter && IsSame(before[start], after[start]))
        {
            start++;
        }

        var end = 0;
        while (end < shorter - start && IsSame(before[^(end + 1)], after[^(end + 1)]))
        {
            end++;
        }

        writer.WriteStartArray();
        for (var n = 0; n < after.Length; n++)
        {
            // The same element before the change; none in between where their number differs.
            var old = n < start || before.Length == after.Length ? n : n >= after.Length - end ? n - after.Length + before.Length : -1;
            if (old < 0)
            {
                Copy(writer, after[n]);
            }
            else
            {
                Write(writer, stored[old], before[old], after[n]);
            }
        }

        writer.WriteEndArray();
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement element) => writer.WriteRawValue(element.GetRawText(), skipInputValidation: true);

    private static bool IsSame(JsonElement one, JsonElement other) =>
        one.ValueKind is not JsonValueKind.Undefined && other.ValueKind is not JsonValueKind.Undefined && string.Equals(one.GetRawText(), other.GetRawText(), StringComparison.Ordinal);

    private static bool AreAll(JsonValueKind kind, JsonElement one, JsonElement two, JsonElement three) =>
        one.ValueKind == kind && two.ValueKind == kind && three.ValueKind == kind;
}
