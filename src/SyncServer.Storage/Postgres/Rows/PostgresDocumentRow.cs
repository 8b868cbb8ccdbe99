using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Postgres.Rows;

/// <summary>A document: its newest version without the bytes, and the run that it ends. A transaction that changes the document locks this row.</summary>
internal sealed class PostgresDocumentRow : VersionColumns
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public required string CreatedByName { get; init; }

    /// <summary>The version that created it: 1, or the first one after its last delete.</summary>
    public long CreatedVersion { get; init; }

    public required string SavedBy { get; init; }

    public required string SavedByName { get; init; }

    public long RunBase { get; init; }

    public long? RunHighest { get; init; }

    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>Bytes of the splices after the snapshot, including the overhead of their rows.</summary>
    public int SpliceBytes { get; init; }

    /// <summary>The document's head.</summary>
    public Head ToHead() => new()
    {
        CreatedAt = CreatedAt,
        CreatedBy = new Person(CreatedBy, CreatedByName),
        CreatedVersion = CreatedVersion,
        Newest = ToRevision(new Person(SavedBy, SavedByName)),
        Run = new Run(RunBase, RunHighest, AcceptedAt),
    };
}
