namespace SyncServer.Storage.Rows;

/// <summary>Somebody who saved, under the name of the latest save.</summary>
internal sealed class PersonRow
{
    public long Person { get; init; }

    public required string User { get; init; }

    public required string Name { get; init; }
}
