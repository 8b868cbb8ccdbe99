namespace SyncServer.Storage.Rows;

/// <summary>The refresh tokens of one sign-in. This type only defines the table; the host maps its own type to it.</summary>
internal sealed class RefreshRow
{
    public required string Family { get; init; }

    public long Generation { get; init; }

    public bool Used { get; init; }

    public long ExpiresAt { get; init; }
}
