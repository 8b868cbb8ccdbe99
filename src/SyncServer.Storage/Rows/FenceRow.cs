namespace SyncServer.Storage.Rows;

/// <summary>The highest fence of a document. It outlives the document's locks.</summary>
internal sealed class FenceRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public required long Fence { get; set; }
}
