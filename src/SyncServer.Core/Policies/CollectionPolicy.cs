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

/// <summary>When the ETag of a save is verified (docs/protocol.md, section 4.7).</summary>
public enum SaveMode
{
    /// <summary>A session's own saves in flight skip the ETag check within the window of the policy; every other save names the newest version.</summary>
    Conditional,

    /// <summary>Every save names the newest version.</summary>
    Strict,

    /// <summary>Every save names the newest version, and its session holds a lock on what the save touches (docs/protocol.md, section 4.6).</summary>
    Pessimistic,
}

/// <summary>What happens to a stale save: one that does not name the newest version (docs/protocol.md, section 4.9).</summary>
public enum OnConflict
{
    /// <summary>It is refused with 412.</summary>
    Reject,

    /// <summary>It is merged if nothing overlaps, else refused with 412.</summary>
    Merge,
}

/// <summary>Who may read and write the documents of a collection (docs/protocol.md, section 11).</summary>
public enum CollectionAccess
{
    /// <summary>Every user who is signed in.</summary>
    Shared,

    /// <summary>The document's creator, and the users who were given a role on it.</summary>
    Private,
}
