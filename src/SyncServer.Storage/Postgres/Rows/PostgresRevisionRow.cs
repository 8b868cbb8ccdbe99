using SyncServer.Core.Documents;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Postgres.Rows;

/// <summary>One version. The primary key (collection, id, version) refuses a second writer of the same version.</summary>
internal sealed class PostgresRevisionRow : RevisionRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public required string SavedBy { get; init; }

    public required string SavedByName { get; init; }

    /// <summary>The version.</summary>
    public Revision ToRevision() => ToRevision(new Person(SavedBy, SavedByName));
}

/// <summary>The payload of one version.</summary>
internal sealed class PostgresPayloadRow : PayloadRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }
}
