using SyncServer.Core.History;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Policies;

/// <summary>How saves of one collection are decided (docs/protocol.md, section 12; setting <c>Sync:Collections</c>).</summary>
public sealed record CollectionPolicy
{
    /// <summary>The policy with the default values.</summary>
    public static CollectionPolicy Default { get; } = new();

    /// <summary>The presets of <c>Sync:Collections:{name}:Preset</c>.</summary>
    public static IReadOnlyDictionary<string, CollectionPolicy> Presets { get; } = new Dictionary<string, CollectionPolicy>(StringComparer.OrdinalIgnoreCase)
    {
        // Prose that several users edit: changes that do not overlap are merged, also within strings.
        ["note"] = new() { OnConflict = OnConflict.Merge, Merge = new(MergeRules.At(JsonPointer.Root, MergeFormat.Text), KeepsBothInsertions: true) },
        // The JSON of an editor is the document.
        ["tiptap"] = new() { OnConflict = OnConflict.Merge, Merge = new(MergeRules.At(JsonPointer.Root, MergeFormat.ProseMirror), KeepsBothInsertions: true) },
        ["quill"] = new() { OnConflict = OnConflict.Merge, Merge = new(MergeRules.At(JsonPointer.Root, MergeFormat.Quill), KeepsBothInsertions: true) },
        ["ckeditor"] = new() { OnConflict = OnConflict.Merge, Merge = new(MergeRules.At(JsonPointer.Root, MergeFormat.Html), KeepsBothInsertions: true) },
        // Values of fields: a field is never merged with itself.
        ["form"] = new() { OnConflict = OnConflict.Merge },
        // No save may overwrite a version that its user has not seen, not even the session's own.
        ["money"] = new() { Mode = SaveMode.Strict, RequireSequence = true },
    };

    /// <summary>Whether the conditional lock applies.</summary>
    public SaveMode Mode { get; init; } = SaveMode.Conditional;

    /// <summary>How long after a session's last accepted save its next one may skip the ETag check. Greater than zero; the default is 30 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether only numbered saves may skip the ETag check. The default is false.</summary>
    public bool RequireSequence { get; init; }

    /// <summary>How a stale save is handled if its request has no <c>On-Conflict</c> header (docs/protocol.md, section 2). The default is to reject it.</summary>
    public OnConflict OnConflict { get; init; } = OnConflict.Reject;

    /// <summary>How values are merged (docs/protocol.md, section 4.9).</summary>
    public MergeRules Merge { get; init; } = MergeRules.Default;

    /// <summary>Whether <c>If-Match: *</c> may overwrite any version (docs/protocol.md, section 4.8). The default is false.</summary>
    public bool AllowForce { get; init; }

    /// <summary>Who may read and write (docs/protocol.md, section 11). The default is all signed-in users.</summary>
    public CollectionAccess Access { get; init; } = CollectionAccess.Shared;

    /// <summary>The maximum size of a body in bytes. The default is 1 MiB.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Which versions are kept.</summary>
    public HistoryPolicy History { get; init; } = HistoryPolicy.Default;
}

/// <summary>When the ETag of a save is verified (docs/protocol.md, section 4.7).</summary>
public enum SaveMode
{
    /// <summary>The saves of the session that wrote the head skip the ETag check within the window.</summary>
    Conditional,

    /// <summary>Every save must name the head.</summary>
    Strict,

    /// <summary>Every save must name the head, and its session must hold a lock on what the save touches (docs/protocol.md, section 4.6).</summary>
    Pessimistic,
}

/// <summary>How a stale save is handled (docs/protocol.md, section 4.9).</summary>
public enum OnConflict
{
    /// <summary>It is refused with 412.</summary>
    Reject,

    /// <summary>It is merged if no changes overlap, else refused.</summary>
    Merge,
}

/// <summary>Who may read and write a collection's documents (docs/protocol.md, section 11).</summary>
public enum CollectionAccess
{
    /// <summary>All signed-in users.</summary>
    Shared,

    /// <summary>The document's creator, and users who were granted a role.</summary>
    Private,
}
