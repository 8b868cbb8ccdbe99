using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>The content of a document: bytes and their content type. Immutable; equal if both are equal.</summary>
public sealed class SyncContent : IEquatable<SyncContent>
{
    private const string JsonType = "application/json";

    /// <summary>Creates a content of bytes. They are not copied, and must not be written to afterwards.</summary>
    /// <param name="bytes">The bytes as they are stored.</param>
    /// <param name="type">The content type, such as <c>image/png</c>.</param>
    /// <exception cref="ArgumentException">The content type is empty.</exception>
    [JsonConstructor]
    public SyncContent(ReadOnlyMemory<byte> bytes, string type)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(type);
        (Bytes, Type) = (bytes, type);
    }

    /// <summary>The bytes as they are stored.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The content type, such as <c>application/json</c>.</summary>
    public string Type { get; }

    /// <summary>Creates a content of type <c>application/json</c> from a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="type">How the value is written, such as a member of a <see cref="JsonSerializerContext"/>.</param>
    /// <returns>The content.</returns>
    public static SyncContent Json<T>(T value, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(value, type), JsonType);

    /// <summary>Creates a content of type <c>application/json</c> from JSON text. The text is not checked here; the server refuses what is no JSON.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The content.</returns>
    public static SyncContent Json(string json) => new(Encoding.UTF8.GetBytes(json), JsonType);

    /// <summary>Creates a content of text in UTF-8.</summary>
    /// <param name="text">The text.</param>
    /// <param name="type">The content type. Default <c>text/plain; charset=utf-8</c>.</param>
    /// <returns>The content.</returns>
    public static SyncContent Text(string text, string type = "text/plain; charset=utf-8") => new(Encoding.UTF8.GetBytes(text), type);

    /// <summary>Reads the JSON as a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="type">How the value is read, such as a member of a <see cref="JsonSerializerContext"/>.</param>
    /// <returns>The value; null if the JSON is null.</returns>
    /// <exception cref="JsonException">The bytes are no JSON, or not of this type.</exception>
    public T? ReadJson<T>(JsonTypeInfo<T> type) => JsonSerializer.Deserialize(ContentFormat.WithoutMark(Bytes.Span), type);

    /// <summary>Reads the bytes as text in UTF-8.</summary>
    /// <returns>The text. A byte order mark is kept. Bytes that are no UTF-8 become the replacement character.</returns>
    public string ReadText() => Encoding.UTF8.GetString(Bytes.Span);

    /// <summary>Compares bytes and content type.</summary>
    /// <param name="other">The other content.</param>
    /// <returns>True if both are equal.</returns>
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
