using SyncServer.Core.History;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Policies;

/// <summary>How saves of one collection are decided (protocol 12, <c>Sync:Collections</c>).</summary>
public sealed record CollectionPolicy
{
    /// <summary>The defaults of protocol 12.</summary>
    public static CollectionPolicy Default { get; } = new();

    /// <summary>The named starting points of <c>Sync:Collections:{name}:Preset</c>.</summary>
    public static IReadOnlyDictionary<string, CollectionPolicy> Presets { get; } = new Dictionary<string, CollectionPolicy>(StringComparer.OrdinalIgnoreCase)
    {
        // Prose that several people write: whatever does not overlap is merged, words inside of strings too.
        ["note"] = new() { OnConflict = OnConflict.Merge, TextMerge = [JsonPointer.Root] },
        // Fields that are values: a field is one person's or the other's.
        ["form"] = new() { OnConflict = OnConflict.Merge },
        // Nothing that a person has not seen is written over, not even for a moment.
        ["money"] = new() { Mode = SaveMode.Strict, RequireSequence = true },
    };

    /// <summary>Whether the conditional lock applies.</summary>
    public SaveMode Mode { get; init; } = SaveMode.Conditional;

    /// <summary>How long after a session's last accepted save its next one may skip ETag equality. More than zero.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether only numbered saves may skip ETag equality. Default false.</summary>
    public bool RequireSequence { get; init; }

    /// <summary>What becomes of a stale save whose request does not say (protocol 2, <c>On-Conflict</c>).</summary>
    public OnConflict OnConflict { get; init; } = OnConflict.Reject;

    /// <summary>The JSON strings at or below these places merge as text; the others are one value (protocol 4.9).</summary>
    public IReadOnlyList<JsonPointer> TextMerge { get; init; } = [];

    /// <summary>Whether <c>If-Match: *</c> may write over whatever is there (protocol 4.8).</summary>
    public bool AllowForce { get; init; }

    /// <summary>Who may read and write (protocol 11).</summary>
    public CollectionAccess Access { get; init; } = CollectionAccess.Shared;

    /// <summary>The largest body, in bytes.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Which versions stay.</summary>
    public HistoryPolicy History { get; init; } = HistoryPolicy.Default;
}

/// <summary>The modes of a collection.</summary>
public enum SaveMode
{
    /// <summary>A session's own saves in flight skip ETag equality within the window.</summary>
    Conditional,

    /// <summary>Every save names the head.</summary>
    Strict,

    /// <summary>Every save names the head, and its session holds a lock on what it touches (protocol 4.6).</summary>
    Pessimistic,
}

/// <summary>What becomes of a stale save (protocol 4.9).</summary>
public enum OnConflict
{
    /// <summary>It is refused.</summary>
    Reject,

    /// <summary>It is merged where nothing overlaps, else refused.</summary>
    Merge,
}

/// <summary>Who may read and write a collection's documents (protocol 11).</summary>
public enum CollectionAccess
{
    /// <summary>Everybody who is signed in.</summary>
    Shared,

    /// <summary>Its creator, and those who were given a role.</summary>
    Private,
}
