using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SyncServer.Client.Saving;

/// <summary>Reads and writes JSON content as values of a type.</summary>
internal sealed class TypedContent<T>(JsonTypeInfo<T> type)
    where T : class
{
    /// <summary>The value; null without content.</summary>
    public T? Read(SyncContent? content) => content?.ReadJson(type);

    /// <summary>Whether a content is JSON of the type, which can be written again.</summary>
    public bool CanRead(SyncContent content)
    {
        try
        {
            return ContentFormat.IsJson(content.Type) && Write(content.ReadJson(type)!).Length > 0;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The stored content with another value. What the type does not know stays.</summary>
    public SyncContent Change(SyncContent? stored, T value)
    {
        var before = stored?.ReadJson(type);
        return stored is null || before is null ? SyncContent.Json(value, type)
            : new SyncContent(JsonEdit.Apply(ContentFormat.WithoutMark(stored.Bytes.Span), Write(before), Write(value)), stored.Type);
    }

    private byte[] Write(T value) => JsonSerializer.SerializeToUtf8Bytes(value, type);
}
