namespace SyncServer.Core.Policies;

/// <summary>How saves of one collection are decided (protocol 12, <c>Sync:Collections</c>).</summary>
public sealed record CollectionPolicy
{
    /// <summary>The defaults of protocol 12.</summary>
    public static CollectionPolicy Default { get; } = new();

    /// <summary>Whether the conditional lock applies.</summary>
    public SaveMode Mode { get; init; } = SaveMode.Conditional;

    /// <summary>How long after a session's last accepted save its next one may skip ETag equality. More than zero.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether <c>If-Match: *</c> may write over whatever is there (protocol 4.8).</summary>
    public bool AllowForce { get; init; }

    /// <summary>The largest body, in bytes.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;
}

/// <summary>The modes of a collection.</summary>
public enum SaveMode
{
    /// <summary>A session's own saves in flight skip ETag equality within the window.</summary>
    Conditional,

    /// <summary>Every save names the head.</summary>
    Strict,
}
