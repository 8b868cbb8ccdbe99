using SyncServer.Core.Policies;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What a walk goes through.</summary>
/// <param name="Name">To show.</param>
/// <param name="Scripts">
/// For each session, what it saves: a letter is a PUT of that content, <c>*</c> of its own, <c>-</c> a DELETE, <c>!</c> a forced PUT, <c>^</c> a
/// restore of the first version. <c>0</c> undoes all of its own, where sessions merge.
/// </param>
public sealed record Scenario(string Name, params string[] Scripts)
{
    /// <summary>Whether the document exists before, written by somebody else.</summary>
    public bool Exists { get; init; } = true;

    /// <summary>Whether saves carry a sequence.</summary>
    public bool Sequenced { get; init; } = true;

    /// <summary>Whether stale saves are merged: the document then has a field for each session, in which it counts its saves.</summary>
    public bool Merges { get; init; }

    /// <summary>How many deliveries may be repeated.</summary>
    public int Repeats { get; init; }

    /// <summary>How many answers may be lost.</summary>
    public int LostAnswers { get; init; }

    /// <summary>How many times any session may read the head anew and go on with it.</summary>
    public int Reloads { get; init; }

    /// <summary>Whether the window may run out, once, anywhere.</summary>
    public bool Expires { get; init; }

    /// <summary>How many times any session may take a lock: of its own field where sessions merge, else of the document. It may give it back at any time.</summary>
    public int Locks { get; init; }

    /// <summary>Whether every lock is of the whole document.</summary>
    public bool LocksAll { get; init; }

    /// <summary>Whether a lock may be taken from its holder.</summary>
    public bool Takeovers { get; init; }

    /// <summary>Whether locks live on when the window runs out.</summary>
    public bool LocksOutliveWindow { get; init; }

    /// <summary>The collection's mode.</summary>
    public SaveMode Mode { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
