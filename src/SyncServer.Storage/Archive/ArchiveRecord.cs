using System.Text.Json.Serialization;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Archive;

/// <summary>
/// A row of a document's history, the same for both databases and for archives: an <see cref="ArchivedDocument"/>, then its versions by rising number, its session
/// records and its conflicts. Histories are read and written as streams of these records, so that no document has to fit into memory.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ArchivedDocument), "document")]
[JsonDerivedType(typeof(ArchivedVersion), "version")]
[JsonDerivedType(typeof(ArchivedSession), "session")]
[JsonDerivedType(typeof(ArchivedConflict), "conflict")]
internal abstract record ArchiveRecord;

/// <summary>The start of a document.</summary>
internal sealed record ArchivedDocument : ArchiveRecord
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public required Person CreatedBy { get; init; }

    public long CreatedVersion { get; init; }

    /// <summary>What the row of the document says about its newest version; null if the database has no such columns.</summary>
    [JsonIgnore]
    public ArchivedVersion? Head { get; init; }

    [JsonIgnore]
    public DocumentKey Key => new(Collection, Id);
}

/// <summary>A version.</summary>
internal sealed record ArchivedVersion : ArchiveRecord
{
    public long Version { get; init; }

    /// <summary>16 hexadecimal digits. The ETag is <c>"{version}-{nonce}"</c>.</summary>
    public required string Nonce { get; init; }

    public long Position { get; init; }

    public DateTimeOffset SavedAt { get; init; }

    public required Person SavedBy { get; init; }

    /// <summary>The session key in hexadecimal digits; null if the save had no session.</summary>
    public string? Session { get; init; }

    public long? Sequence { get; init; }

    /// <summary>The digest of the request in hexadecimal digits; null if the save had no sequence.</summary>
    public string? Digest { get; init; }

    public long? Base { get; init; }

    public SaveOutcome Outcome { get; init; }

    public bool Deleted { get; init; }

    public required string ContentType { get; init; }

    public int Size { get; init; }

    public bool IsFull { get; init; }

    public bool IsSubmission { get; init; }

    /// <summary>The base of its run; null if it is not stored. The newest version always has it.</summary>
    public long? RunBase { get; init; }

    public long? RunHighest { get; init; }

    public long Snapshot { get; init; }

    /// <summary>The content, as the database stores it.</summary>
    [JsonPropertyName("splices")]
    public Payload Payload { get; init; }
}

/// <summary>A session record.</summary>
internal sealed record ArchivedSession : ArchiveRecord
{
    public required string Session { get; init; }

    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>See <see cref="SessionBlob"/>.</summary>
    public required byte[] Record { get; init; }

    public string? SubmissionType { get; init; }

    public byte[]? SubmissionBody { get; init; }
}

/// <summary>A conflict on record.</summary>
internal sealed record ArchivedConflict : ArchiveRecord
{
    public required string Conflict { get; init; }

    public ConflictKind Kind { get; init; }

    public DateTimeOffset At { get; init; }

    public required Person By { get; init; }

    public string? Session { get; init; }

    public long? Base { get; init; }

    public long Head { get; init; }

    public bool? Mergeable { get; init; }

    public long Times { get; init; }

    public Settlement? Settled { get; init; }
}
