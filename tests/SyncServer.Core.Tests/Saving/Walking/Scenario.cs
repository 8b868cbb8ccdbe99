using SyncServer.Core.Policies;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What a walk goes through.</summary>
/// <param name="Name">To show.</param>
/// <param name="Scripts">
/// For each client, what it saves, one letter for each save:
/// <list type="bullet">
/// <item><c>*</c> a word of its own is added, by PUT; <c>n</c> the same without a sequence; <c>!</c> the same, forced</item>
/// <item><c>p</c> the same by PATCH; <c>m</c> by PATCH without a sequence; <c>f</c> by forced PATCH</item>
/// <item><c>s</c> a word is added to the shared field, by PUT</item>
/// <item><c>d</c> the first word is removed, or put back where it is missing, by PUT; <c>D</c> the same by PATCH</item>
/// <item><c>u</c> its own newest word is removed, by PUT</item>
/// <item><c>x</c> nothing is changed, by PUT; <c>v</c> the same by forced PATCH</item>
/// <item><c>-</c> DELETE; <c>^</c> the first version is restored</item>
/// </list>
/// </param>
public sealed record Scenario(string Name, params string[] Scripts)
{
    /// <summary>Whether the document exists before, written by somebody else.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>Whether stale saves are merged.</summary>
    public bool Merges { get; init; }

    /// <summary>How many deliveries may be repeated.</summary>
    public int Repeats { get; init; }

    /// <summary>How many answers may be lost.</summary>
    public int LostAnswers { get; init; }

    /// <summary>How many times a client may read the head again and drop what was not saved.</summary>
    public int Loads { get; init; }

    /// <summary>Whether such a client takes a new session, as a page that is loaded again does.</summary>
    public bool LoadsInNewSession { get; init; }

    /// <summary>How many conflicts may be settled: by taking what is there, the merged content, or the own one.</summary>
    public int Settles { get; init; }

    /// <summary>How many times the window may run out.</summary>
    public int Pauses { get; init; }

    /// <summary>How many times more than half of a session record's life may pass.</summary>
    public int Ages { get; init; }

    /// <summary>How many times everything that nothing refers to may be removed from the history.</summary>
    public int Thinnings { get; init; }

    /// <summary>How many times any session may take a lock: of its own field where saves merge, else of the document. It may give it back at any time.</summary>
    public int Locks { get; init; }

    /// <summary>Whether every lock is of the whole document.</summary>
    public bool LocksAll { get; init; }

    /// <summary>Whether a lock may be taken from its holder.</summary>
    public bool Takeovers { get; init; }

    /// <summary>Whether locks live on when the window runs out.</summary>
    public bool LocksOutliveWindow { get; init; }

    /// <summary>The collection's mode.</summary>
    public SaveMode Mode { get; init; }

    /// <summary>Whether each client waits for the answers before it sends a DELETE or a restore, and for their own.</summary>
    public bool IsPatient { get; init; }

    /// <summary>Whether answers are on their way for a while; else they arrive at once or never.</summary>
    public bool AnswersTravel { get; init; }

    /// <summary>What is broken on purpose.</summary>
    public Twin Twin { get; init; } = Twin.None;

    /// <summary>What may refuse a save before the database decides.</summary>
    public EarlyRefusal Early { get; init; } = EarlyRefusal.Never;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
