namespace SyncServer.Storage.Rows;

/// <summary>A secret that is kept in the database: the session secret or a signing key.</summary>
internal sealed class SecretRow
{
    public required string Name { get; init; }

    public required byte[] Value { get; init; }
}
