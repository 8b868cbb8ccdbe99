using System.Text.Json;
using System.Text.Json.Serialization;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>The unsaved changes of a document, with all that is needed to continue its session. An <see cref="IDraftStore"/> stores it as bytes under the document's name.</summary>
public sealed record Draft
{
    /// <summary>The document's collection.</summary>
    public required string Collection { get; init; }

    /// <summary>The document's id within the collection.</summary>
    public required string Id { get; init; }

    /// <summary>The Session-Id; null where nothing was sent yet.</summary>
    [JsonInclude]
    internal string? Session { get; init; }

    /// <summary>The last sequence that was used before that session.</summary>
    [JsonInclude]
    internal long SessionStart { get; init; }

    /// <summary>The last sequence used.</summary>
    [JsonInclude]
    internal long Sequence { get; init; }

    /// <summary>The newest version adopted.</summary>
    [JsonInclude]
    internal DocumentVersion Adopted { get; init; } = DocumentVersion.None;

    /// <summary>The newest version that was adopted, or named by the response to a save.</summary>
    [JsonInclude]
    internal long Acknowledged { get; init; }

    /// <summary>The saves that the content continues, in ascending order; the last one is the parent.</summary>
    [JsonInclude]
    internal IReadOnlyList<long> Parents { get; init; } = [];

    /// <summary>The saves without a final response, in ascending order. They are retried verbatim, so that each is accepted once.</summary>
    [JsonInclude]
    internal IReadOnlyList<Save> InFlight { get; init; } = [];

    /// <summary>The changes that are in no save yet, oldest first; null is a delete.</summary>
    [JsonInclude]
    internal IReadOnlyList<SyncContent?> Pending { get; init; } = [];

    /// <summary>The newest content.</summary>
    /// <returns>The content; null if the document was deleted.</returns>
    public SyncContent? Newest() => Pending.Count > 0 ? Pending[^1] : InFlight.Count > 0 ? InFlight[^1].Content : null;

    /// <summary>Serializes the draft.</summary>
    /// <returns>The bytes.</returns>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DraftJson.Default.Draft);

    /// <summary>Deserializes the bytes of <see cref="ToBytes"/>.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The draft.</returns>
    /// <exception cref="JsonException">The bytes are not a draft of this version of the client.</exception>
    public static Draft FromBytes(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, DraftJson.Default.Draft) ?? throw new JsonException("The bytes are not a draft.");
}
