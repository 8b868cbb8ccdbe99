namespace SyncServer.Identity;

/// <summary>A sign-in that was refreshed at least once: every refresh token that came of it belongs to one family.</summary>
internal sealed class RefreshRow
{
    public required string Family { get; init; }

    /// <summary>The newest generation; -1 where no token is good any more.</summary>
    public long Generation { get; init; }

    /// <summary>Whether a token of the newest generation was used: then the one before it is good no more.</summary>
    public bool Used { get; init; }

    /// <summary>When the last token of the family has run out, in milliseconds since 1970 UTC.</summary>
    public long ExpiresAt { get; init; }
}
