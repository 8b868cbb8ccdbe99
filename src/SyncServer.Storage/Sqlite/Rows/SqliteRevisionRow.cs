using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>One version. A unique index on (<see cref="Doc"/>, version) refuses a second writer of the same version.</summary>
internal sealed class SqliteRevisionRow : RevisionRow
{
    public long Doc { get; init; }

    /// <summary>The number of the author: see <see cref="PersonRow"/>.</summary>
    public long SavedBy { get; init; }

    public long RunBase { get; init; }

    /// <summary>The highest sequence that its session's saves had; an earlier save's if this one had none.</summary>
    public long? RunHighest { get; init; }
}

/// <summary>The payload of one version.</summary>
internal sealed class SqlitePayloadRow : PayloadRow
{
    public long Position { get; init; }

    public long Doc { get; init; }
}
