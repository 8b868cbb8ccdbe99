using System.Text.Json;
using System.Text.Json.Serialization;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>What was typed into a document and is not known to be saved. An <see cref="IDraftStore"/> keeps it as bytes under the document's name.</summary>
public sealed record Draft
{
    /// <summary>The document's collection.</summary>
    public required string Collection { get; init; }

    /// <summary>The document's id within the collection.</summary>
    public required string Id { get; init; }

    /// <summary>The Session-Id; null where nothing was sent yet.</summary>
    [JsonInclude]
    internal string? Session { get; init; }

    /// <summary>The last number used before that session.</summary>
    [JsonInclude]
    internal long SessionStart { get; init; }

    /// <summary>The last number used.</summary>
    [JsonInclude]
    internal long Sequence { get; init; }

    /// <summary>The newest version adopted.</summary>
    [JsonInclude]
    internal Known Adopted { get; init; } = Known.None;

    /// <summary>The newest version that was adopted, or named by the answer to a save.</summary>
    [JsonInclude]
    internal long Acknowledged { get; init; }

    /// <summary>The saves that the content goes on from, oldest first; the last one is the parent.</summary>
    [JsonInclude]
    internal IReadOnlyList<long> Parents { get; init; } = [];

    /// <summary>The saves without a final answer, oldest first: sent again as they were, each is accepted once.</summary>
    [JsonInclude]
    internal IReadOnlyList<Save> InFlight { get; init; } = [];

    /// <summary>What was typed and not sent, oldest first; null is a delete.</summary>
    [JsonInclude]
    internal IReadOnlyList<SyncContent?> Unsent { get; init; } = [];

    /// <summary>The content as it was typed last.</summary>
    /// <returns>The content; null if the document was deleted.</returns>
    public SyncContent? Newest() => Unsent.Count > 0 ? Unsent[^1] : InFlight.Count > 0 ? InFlight[^1].Content : null;

    /// <summary>Writes the draft as bytes to keep.</summary>
    /// <returns>The bytes.</returns>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DraftJson.Default.Draft);

    /// <summary>Reads the bytes of <see cref="ToBytes"/>.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The draft.</returns>
    /// <exception cref="JsonException">The bytes are no draft.</exception>
    public static Draft FromBytes(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, DraftJson.Default.Draft) ?? throw new JsonException("The bytes are no draft.");
}
