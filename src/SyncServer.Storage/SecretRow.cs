namespace SyncServer.Storage;

/// <summary>A secret that lives with the data.</summary>
internal sealed class SecretRow
{
    public required string Name { get; init; }

    public required byte[] Value { get; init; }
}
