using SyncServer.Core.Policies;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>The configuration of a walk.</summary>
/// <param name="Name">The display name.</param>
/// <param name="Scripts">
/// For each client its saves, one letter for each save:
/// <list type="bullet">
/// <item><c>*</c> adds a word to the client's field by PUT; <c>n</c> the same without a sequence; <c>!</c> the same forced</item>
/// <item><c>p</c> the same by PATCH; <c>m</c> by PATCH without a sequence; <c>f</c> by forced PATCH</item>
/// <item><c>s</c> adds a word to the shared field by PUT</item>
/// <item><c>d</c> removes the first word, or adds it again if it is absent, by PUT; <c>D</c> the same by PATCH</item>
/// <item><c>u</c> removes the client's newest word by PUT</item>
/// <item><c>x</c> changes nothing by PUT; <c>v</c> the same by forced PATCH</item>
/// <item><c>-</c> deletes the document; <c>^</c> restores the first version</item>
/// </list>
/// </param>
public sealed record Scenario(string Name, params string[] Scripts)
{
    /// <summary>Whether the document exists at the start, written by another user.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>Whether stale saves are merged.</summary>
    public bool Merges { get; init; }

    /// <summary>The maximum number of repeated deliveries.</summary>
    public int Repeats { get; init; }

    /// <summary>The maximum number of lost responses.</summary>
    public int LostAnswers { get; init; }

    /// <summary>How many times a client may reload the head and drop unsaved edits.</summary>
    public int Loads { get; init; }

    /// <summary>Whether such a client takes a new session, as a reloaded page does.</summary>
    public bool LoadsInNewSession { get; init; }

    /// <summary>The maximum number of settled conflicts: by taking the head, the merged content, or the own content.</summary>
    public int Settles { get; init; }

    /// <summary>How many times the window may end.</summary>
    public int Pauses { get; init; }

    /// <summary>How many times more than half of the lifetime of a session record may pass.</summary>
    public int Ages { get; init; }

    /// <summary>How many times all versions that are not referenced may be removed.</summary>
    public int Thinnings { get; init; }

    /// <summary>How many times a session may take a lock: of its own field if saves are merged, else of the document. It may release it at any time.</summary>
    public int Locks { get; init; }

    /// <summary>Whether every lock covers the whole document.</summary>
    public bool LocksAll { get; init; }

    /// <summary>Whether locks may be taken over.</summary>
    public bool Takeovers { get; init; }

    /// <summary>Whether locks are still live when the window ends.</summary>
    public bool LocksOutliveWindow { get; init; }

    /// <summary>The collection's mode.</summary>
    public SaveMode Mode { get; init; }

    /// <summary>Whether each client waits for all responses before it sends a DELETE or a restore, and for the response to that.</summary>
    public bool IsPatient { get; init; }

    /// <summary>Whether responses are delayed; else they arrive at once or never.</summary>
    public bool AnswersTravel { get; init; }

    /// <summary>The rule that is broken on purpose.</summary>
    public Mutation Mutation { get; init; } = Mutation.None;

    /// <summary>What may refuse a save before the database decides.</summary>
    public EarlyRefusal Early { get; init; } = EarlyRefusal.Never;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
