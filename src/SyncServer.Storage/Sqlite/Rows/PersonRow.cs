namespace SyncServer.Storage.Sqlite.Rows;

/// <summary>Somebody who saved, under the name of that time: a person who is renamed has two rows.</summary>
internal sealed class PersonRow
{
    public long Person { get; init; }

    public required string User { get; init; }

    public required string Name { get; init; }
}
