using System.Text.Json;
using System.Text.Json.Serialization;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>What was typed into a document and is not known to be saved. For a store it is a name and bytes.</summary>
public sealed record Draft
{
    /// <summary>The document's collection.</summary>
    public required string Collection { get; init; }

    /// <summary>The document's id.</summary>
    public required string Id { get; init; }

    /// <summary>The version that the pending changes were made on.</summary>
    [JsonInclude]
    internal Known Base { get; init; } = new(0, null);

    /// <summary>The newest save that has no answer yet: sent again as it was, it is accepted once.</summary>
    [JsonInclude]
    internal Save? Unanswered { get; init; }

    /// <summary>What is to be sent after it, oldest first; null is a delete.</summary>
    [JsonInclude]
    internal IReadOnlyList<SyncContent?> Pending { get; init; } = [];

    /// <summary>The content as it was typed last; null where the document was deleted.</summary>
    public SyncContent? Newest() => Pending.Count > 0 ? Pending[^1] : Unanswered?.Content;

    /// <summary>The draft as bytes to keep.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DraftJson.Default.Draft);

    /// <summary>The reverse of <see cref="ToBytes"/>.</summary>
    /// <exception cref="JsonException">The bytes are no draft.</exception>
    public static Draft FromBytes(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, DraftJson.Default.Draft) ?? throw new JsonException("The bytes are no draft.");
}
