namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>An author of versions and the name that they had at the time: a user who changes their name has two rows.</summary>
internal sealed class PersonRow
{
    public long Person { get; init; }

    public required string User { get; init; }

    public required string Name { get; init; }
}
