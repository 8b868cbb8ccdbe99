using System.Collections.Immutable;
using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>
/// What the server remembers of one session on one document (protocol section 1). It is written by saves alone and read by no other rule than
/// theirs: nothing in it is concluded from the history.
/// </summary>
public sealed record SessionRecord
{
    /// <summary>The record of a session before its first accepted save.</summary>
    public static SessionRecord Empty { get; } = new();

    /// <summary>The last accepted numbered saves, by rising sequence. Accepted sequences only rise, so these are also the highest.</summary>
    public ImmutableArray<RecordedSave> Saves { get; init; } = [];

    /// <summary>The highest accepted full save, even if it is older than <see cref="Saves"/>.</summary>
    public RecordedSave? HighestFull { get; init; }

    /// <summary>Whether saves older than <see cref="Saves"/> were dropped.</summary>
    public bool HasDropped { get; init; }

    /// <summary>The version that the last accepted save wrote or left, unnumbered saves included; 0 before the first.</summary>
    public long LastVersion { get; init; }

    /// <summary>What the last accepted save submitted; null where it left no submission.</summary>
    public Submission? Submission { get; init; }

    /// <summary>When the last save was accepted, UTC.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The highest accepted sequence; null before the first numbered save.</summary>
    public long? Highest => Saves.IsDefaultOrEmpty ? null : Saves[^1].Sequence;

    /// <summary>The versions that it refers to: they are kept as long as it lives.</summary>
    public IEnumerable<long> Versions =>
        Saves.Select(save => save.ETag.Version).Concat([HighestFull?.ETag.Version ?? LastVersion, Submission?.ETag?.Version ?? LastVersion, LastVersion]);

    /// <summary>Whether it still counts.</summary>
    public bool IsLive(DateTimeOffset now, SessionLimits limits) => now - AcceptedAt <= limits.Life;

    /// <summary>The accepted save with this sequence, if it is on record.</summary>
    public RecordedSave? Find(long sequence)
    {
        for (var i = Saves.Length - 1; i >= 0; i--)
        {
            if (Saves[i].Sequence == sequence)
            {
                return Saves[i];
            }
        }

        return HighestFull?.Sequence == sequence ? HighestFull : null;
    }

    /// <summary>Whether a sequence is older than all saves on record, where older ones were dropped: nobody can say whether it was accepted.</summary>
    public bool IsTooOld(long sequence) => HasDropped && sequence < Saves[0].Sequence;

    /// <summary>The record with more accepted saves.</summary>
    /// <param name="accepted">The saves, in the order in which they were accepted.</param>
    /// <param name="limits">How much stays on record.</param>
    public SessionRecord Add(IReadOnlyList<AcceptedSave> accepted, SessionLimits limits)
    {
        if (accepted.Count == 0)
        {
            return this;
        }

        var saves = new List<RecordedSave>(Saves.Length + accepted.Count);
        saves.AddRange(Saves);
        var (dropped, full, version, at) = (HasDropped, HighestFull, LastVersion, AcceptedAt);
        foreach (var save in accepted)
        {
            if (version > 0 && save.AcceptedAt - at > limits.Life)
            {
                // The record had ended: another begins.
                saves.Clear();
                (dropped, full) = (false, null);
            }

            (version, at) = (save.Version, save.AcceptedAt);
            if (save.Save is { } numbered)
            {
                saves.Add(numbered);
                full = numbered.IsFull ? numbered : full;
            }
        }

        var first = Math.Max(0, saves.Count - limits.MaxSaves);
        return new SessionRecord
        {
            Saves = [.. saves[first..]],
            HasDropped = dropped || first > 0,
            HighestFull = full,
            LastVersion = version,
            Submission = accepted[^1].Submission,
            AcceptedAt = at,
        };
    }
}

/// <summary>How much is remembered of a session.</summary>
/// <param name="Life">How long its record lives after its last accepted save (<c>Sync:SessionLife</c>).</param>
/// <param name="MaxSaves">How many accepted numbered saves it holds, from 1.</param>
/// <param name="WriteEvery">
/// After how many versions the record of a run that goes on is written, from <paramref name="MaxSaves"/>. So many of the newest versions may stand in for it.
/// </param>
public sealed record SessionLimits(TimeSpan Life, int MaxSaves = 32, int WriteEvery = 128)
{
    /// <summary>30 days, 32 saves, written every 128 versions.</summary>
    public static SessionLimits Default { get; } = new(TimeSpan.FromDays(30));
}

/// <summary>An accepted numbered save.</summary>
/// <param name="Sequence">Its <c>Save-Sequence</c>.</param>
/// <param name="Digest">Of its request.</param>
/// <param name="ETag">The version that it wrote or left.</param>
/// <param name="IsFull">Whether it stated the whole new state; false for a PATCH.</param>
/// <param name="BringsContent">Whether its answer brings the version's content, as its client does not have it.</param>
public sealed record RecordedSave(long Sequence, Digest Digest, ETag ETag, bool IsFull, bool BringsContent);

/// <summary>What an accepted save adds to its session's record.</summary>
/// <param name="Save">The save; null where it had no sequence.</param>
/// <param name="Version">The version that it wrote or left.</param>
/// <param name="Submission">What it submitted, if anything.</param>
/// <param name="AcceptedAt">When it was accepted, UTC.</param>
public readonly record struct AcceptedSave(RecordedSave? Save, long Version, Submission? Submission, DateTimeOffset AcceptedAt)
{
    /// <summary>From a save that was accepted.</summary>
    public static AcceptedSave Of(SaveCommand command, SaveDecision.Accepted accepted, DateTimeOffset at) => new(
        command.Sequence is { } sequence ? new RecordedSave(sequence, command.Digest, accepted.Head.ETag, command.IsFull, accepted.BringsContent) : null,
        accepted.Head.Version,
        accepted.Submission,
        at);

    /// <summary>From the version that a save wrote, unless it was merged: the version tells all that such a save adds.</summary>
    /// <param name="etag">The version.</param>
    /// <param name="savedAt">When it was saved, UTC.</param>
    /// <param name="sequence">The save's sequence; null where it had none.</param>
    /// <param name="digest">Of its request; null where it had no sequence.</param>
    /// <param name="base">The version that it named; null where it named none.</param>
    /// <param name="isFull">Whether it stated the whole new state.</param>
    /// <param name="isSubmission">Whether the version's content is what the save submitted.</param>
    /// <param name="deleted">Whether it is a tombstone.</param>
    public static AcceptedSave Of(ETag etag, DateTimeOffset savedAt, long? sequence, Digest? digest, long? @base, bool isFull, bool isSubmission, bool deleted) =>
        sequence is not { } number ? new AcceptedSave(Save: null, etag.Version, Submission: null, savedAt)
            : new AcceptedSave(
                new RecordedSave(number, digest!.Value, etag, isFull, BringsContent: !isSubmission && !deleted),
                etag.Version,
                isSubmission ? new Submission(number, @base, etag, Content: null) : null,
                savedAt);

    /// <summary>The same of a version in memory.</summary>
    public static AcceptedSave Of(Revision version) => Of(
        version.ETag, version.SavedAt, version.Sequence, version.Digest, version.Base, version.IsFull, version.IsSubmission, version.Deleted);
}

/// <summary>The content of a session's last accepted save as its client had it (protocol section 1).</summary>
/// <param name="Sequence">The save's sequence.</param>
/// <param name="Base">The version that the save named; null where it named none (a forced save).</param>
/// <param name="ETag">The version whose content it is; null where no version has it, as after a merge.</param>
/// <param name="Content">The content, where no version has it.</param>
public sealed record Submission(long Sequence, long? Base, ETag? ETag, Content? Content);
