namespace SyncServer.Identity;

/// <summary>A sign-in that was refreshed at least once: every refresh token that came of it belongs to one family.</summary>
internal sealed class RefreshRow
{
    public required string Family { get; init; }

    /// <summary>The generation of the one token that is good; -1 where none is any more.</summary>
    public long Generation { get; init; }

    /// <summary>When that token took the place of the one before it, in milliseconds since 1970 UTC.</summary>
    public long RotatedAt { get; init; }

    /// <summary>When the last token of the family has run out, in milliseconds since 1970 UTC.</summary>
    public long ExpiresAt { get; init; }
}
