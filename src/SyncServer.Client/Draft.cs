using System.Text.Json;
using System.Text.Json.Serialization;
using SyncServer.Client.Saving;

namespace SyncServer.Client;

/// <summary>
/// What a device holds of a document for one user: the unsaved changes, with all that is needed to continue their session; or, where nothing is unsaved, the newest version
/// that was read or saved. An <see cref="IDraftStore"/> stores it as bytes under its <see cref="Key"/>.
/// </summary>
public sealed record Draft
{
    /// <summary>Whose draft it is; null where an earlier version of the client wrote it, which had one store for each user.</summary>
    public string? User { get; init; }

    /// <summary>The document's collection.</summary>
    public required string Collection { get; init; }

    /// <summary>The document's id within the collection.</summary>
    public required string Id { get; init; }

    /// <summary>When it was written, in UTC; null where an earlier version of the client wrote it.</summary>
    public DateTimeOffset? WrittenAt { get; init; }

    /// <summary>What the draft is stored under.</summary>
    [JsonIgnore]
    public DraftKey Key => new(User ?? "", Collection, Id);

    /// <summary>Whether there are unsaved changes. Else it is a copy for reading without a network.</summary>
    [JsonIgnore]
    public bool IsUnsaved => InFlight.Count > 0 || Pending.Count > 0;

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

    /// <summary>The content of that version where nothing is unsaved; null for a tombstone, and where changes are unsaved.</summary>
    [JsonInclude]
    internal SyncContent? AdoptedContent { get; init; }

    /// <summary>The newest version that was adopted, or named by the response to a save.</summary>
    [JsonInclude]
    internal long Acknowledged { get; init; }

    /// <summary>The highest sequence accepted; 0 for none, and where an earlier version of the client wrote the draft.</summary>
    [JsonInclude]
    internal long AcknowledgedSequence { get; init; }

    /// <summary>The saves that the content continues, in ascending order; the last one is the parent.</summary>
    [JsonInclude]
    internal IReadOnlyList<long> Parents { get; init; } = [];

    /// <summary>The saves without a final response, in ascending order. They are retried verbatim, so that each is accepted once.</summary>
    [JsonInclude]
    internal IReadOnlyList<Save> InFlight { get; init; } = [];

    /// <summary>The changes that are in no save yet, oldest first; null is a delete.</summary>
    [JsonInclude]
    internal IReadOnlyList<SyncContent?> Pending { get; init; } = [];

    /// <summary>Whether the document's saves ask the server to merge; null where the collection's policy decides.</summary>
    [JsonInclude]
    internal bool? Merge { get; init; }

    /// <summary>The newest content.</summary>
    /// <returns>The content; null if the document was deleted.</returns>
    public SyncContent? Newest() => Pending.Count > 0 ? Pending[^1] : InFlight.Count > 0 ? InFlight[^1].Content : AdoptedContent;

    /// <summary>Serializes the draft.</summary>
    /// <returns>The bytes.</returns>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, DraftJson.Default.Draft);

    /// <summary>Deserializes the bytes of <see cref="ToBytes"/>.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The draft.</returns>
    /// <exception cref="JsonException">The bytes are not a draft of this version of the client, or of an earlier one.</exception>
    public static Draft FromBytes(ReadOnlySpan<byte> bytes) =>
        JsonSerializer.Deserialize(bytes, DraftJson.Default.Draft) ?? throw new JsonException("The bytes are not a draft.");

    /// <summary>Whether the other one is the same copy of the same version.</summary>
    internal bool IsSameCopy(Draft? other) =>
        other is not null && !IsUnsaved && !other.IsUnsaved && Adopted == other.Adopted && Equals(AdoptedContent, other.AdoptedContent);
}
