namespace SyncServer.Storage.Locking;

/// <summary>The highest fence that a document ever gave. Outlives its locks.</summary>
internal sealed class FenceRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public required long Fence { get; set; }
}
