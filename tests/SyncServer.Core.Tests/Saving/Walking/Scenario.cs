using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What a walk goes through.</summary>
/// <param name="Name">To show.</param>
/// <param name="Scripts">
/// For each session, what it saves: a letter is a PUT of that content, <c>*</c> of its own, <c>-</c> a DELETE, <c>!</c> a forced PUT, <c>^</c> a
/// restore of the first version.
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

    /// <inheritdoc/>
    public override string ToString() => Name;
}
