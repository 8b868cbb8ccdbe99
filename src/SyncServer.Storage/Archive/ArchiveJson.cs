using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using SyncServer.Core.Merging;

namespace SyncServer.Storage.Archive;

/// <summary>The JSON of archives: one object in a line, names in camel case, times in ISO 8601, bytes in base64.</summary>
internal static class ArchiveJson
{
    /// <summary>The options of every file.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The files are not part of a web page, and text in any script should be readable.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowOutOfOrderMetadataProperties = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new PayloadConverter() },
    };

    /// <summary>The options of the manifest.</summary>
    public static JsonSerializerOptions Indented { get; } = new(Options) { WriteIndented = true };

    /// <summary>
    /// A payload as a list of splices against the version before, each <c>[prefix, suffix, middle]</c>. The middle is a string if it is valid UTF-8, otherwise
    /// <c>{"base64": "…"}</c>, as a splice may begin or end within a character.
    /// </summary>
    private sealed class PayloadConverter : JsonConverter<Payload>
    {
        public override void Write(Utf8JsonWriter writer, Payload value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var splice in value.ToSplices() ?? throw new InvalidDataException("The payload of a version is not readable. The command check names it."))
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(splice.Prefix);
                writer.WriteNumberValue(splice.Suffix);
                if (Utf8.IsValid(splice.Middle.Span))
                {
                    writer.WriteStringValue(splice.Middle.Span);
                }
                else
                {
                    writer.WriteStartObject();
                    writer.WriteBase64String("base64", splice.Middle.Span);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        public override Payload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var json = JsonDocument.ParseValue(ref reader);
            return Payload.Of([.. json.RootElement.EnumerateArray().Select(splice => new Splice(splice[0].GetInt32(), splice[1].GetInt32(), MiddleOf(splice[2])))]);
        }

        private static byte[] MiddleOf(JsonElement middle) => middle.ValueKind is JsonValueKind.String
            ? System.Text.Encoding.UTF8.GetBytes(middle.GetString()!)
            : middle.GetProperty("base64").GetBytesFromBase64();
    }
}
