namespace SyncServer.Identity;

/// <summary>A token family: all refresh tokens of one sign-in that was refreshed at least once.</summary>
internal sealed class RefreshRow
{
    public required string Family { get; init; }

    /// <summary>The newest generation; -1 if the family is revoked.</summary>
    public long Generation { get; init; }

    /// <summary>Whether a token of the newest generation was used, which invalidates the generation before.</summary>
    public bool Used { get; init; }

    /// <summary>When the last token of the family expires, in Unix milliseconds.</summary>
    public long ExpiresAt { get; init; }
}
