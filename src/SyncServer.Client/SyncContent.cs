using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace SyncServer.Client;

/// <summary>What a document holds: bytes and their content type. It never changes.</summary>
public sealed class SyncContent : IEquatable<SyncContent>
{
    private const string JsonType = "application/json";

    /// <summary>Bytes of a type. They are not copied: nobody may write to them afterwards.</summary>
    /// <param name="bytes">The document, byte for byte.</param>
    /// <param name="type">The content type, such as <c>image/png</c>.</param>
    [JsonConstructor]
    public SyncContent(ReadOnlyMemory<byte> bytes, string type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        (Bytes, Type) = (bytes, type);
    }

    /// <summary>The document, byte for byte.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The content type.</summary>
    public string Type { get; }

    /// <summary>A value as JSON, written as the type information says.</summary>
    public static SyncContent Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type), JsonType);

    /// <summary>JSON that is written already.</summary>
    public static SyncContent Json(string json) => new(Encoding.UTF8.GetBytes(json), JsonType);

    /// <summary>Text in UTF-8.</summary>
    public static SyncContent Text(string text, string type = "text/plain; charset=utf-8") => new(Encoding.UTF8.GetBytes(text), type);

    /// <summary>The value that the JSON holds.</summary>
    /// <exception cref="JsonException">It is not of this type.</exception>
    public T? ReadJson<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Bytes.Span, type);

    /// <summary>The text, read as UTF-8.</summary>
    public string ReadText() => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Whether both are the same bytes of the same type.</summary>
    public bool Equals(SyncContent? other) =>
        other is not null && string.Equals(Type, other.Type, StringComparison.Ordinal) && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as SyncContent);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }
}
