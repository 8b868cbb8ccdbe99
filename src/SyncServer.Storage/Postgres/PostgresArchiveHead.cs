using SyncServer.Core.Documents;
using SyncServer.Storage.Archive;

namespace SyncServer.Storage.Postgres;

/// <summary>What the row of a document says beside its newest version, from the records of its history.</summary>
internal sealed class PostgresArchiveHead
{
    /// <summary>The document.</summary>
    public ArchivedDocument Start { get; private set; } = null!;

    /// <summary>The newest version.</summary>
    public ArchivedVersion Newest { get; private set; } = null!;

    /// <summary>The chain of the newest version.</summary>
    public Chain Chain { get; private set; }

    /// <summary>The run that the newest version ends.</summary>
    public Run Run { get; private set; } = null!;

    /// <summary>Adds a record.</summary>
    public void Add(ArchiveRecord record)
    {
        switch (record)
        {
            case ArchivedDocument start:
                Start = start;
                Chain = default;
                break;
            case ArchivedVersion version:
                Newest = version;
                Chain = Chain.Snapshot == version.Snapshot ? Chain.Add(version.Payload.Bytes.Length) : new Chain(version.Snapshot, 0);
                Run = new Run(version.RunBase ?? 0, version.RunHighest, version.SavedAt);
                break;
            // Saves of the last writer that left the newest version unchanged are in its record only.
            case ArchivedSession session when string.Equals(session.Session, Newest.Session, StringComparison.Ordinal) && SessionBlob.TryUnpack(session.Record, session.AcceptedAt) is { } stored && stored.LastVersion == Newest.Version:
                Run = Run with { Highest = stored.Highest, AcceptedAt = stored.AcceptedAt };
                break;
        }
    }
}
