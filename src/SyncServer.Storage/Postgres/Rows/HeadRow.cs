using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres.Rows;

/// <summary>A document: its newest version and the run it ends, but for its bytes. Locking this row is holding the document.</summary>
internal sealed class HeadRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string CreatedByName { get; init; }

    /// <summary>The version that created it: 1, or the first one after its last delete.</summary>
    public long CreatedVersion { get; init; }

    public long Version { get; init; }

    public long Nonce { get; init; }

    public DateTimeOffset SavedAt { get; init; }

    public required string SavedBy { get; init; }

    public required string SavedByName { get; init; }

    public byte[]? Session { get; init; }

    public long? Sequence { get; init; }

    public long? Base { get; init; }

    public short Outcome { get; init; }

    public bool Deleted { get; init; }

    public required string ContentType { get; init; }

    public int Size { get; init; }

    public bool IsFull { get; init; }

    public bool IsSubmission { get; init; }

    public long RunBase { get; init; }

    public long? RunHighest { get; init; }

    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The newest snapshot at or before the newest version.</summary>
    public long Snapshot { get; init; }

    /// <summary>Bytes of the splices after that snapshot, with their bookkeeping.</summary>
    public int SpliceBytes { get; init; }

    /// <summary>The row as the rules know it.</summary>
    public Head ToHead() => new()
    {
        CreatedAt = CreatedAt,
        CreatedBy = new Person(CreatedBy, CreatedByName),
        CreatedVersion = CreatedVersion,
        Newest = new Revision
        {
            ETag = new ETag(Version, (ulong)Nonce),
            SavedAt = SavedAt,
            SavedBy = new Person(SavedBy, SavedByName),
            Session = Session is null ? null : SessionKey.FromBytes(Session),
            Sequence = Sequence,
            Base = Base,
            Outcome = (SaveOutcome)Outcome,
            ContentType = ContentType,
            Size = Size,
            Deleted = Deleted,
            IsFull = IsFull,
            IsSubmission = IsSubmission,
        },
        Run = new Run(RunBase, RunHighest, AcceptedAt),
    };
}
