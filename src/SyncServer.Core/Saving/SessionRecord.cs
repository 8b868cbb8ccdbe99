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

    /// <summary>The record with one more accepted save.</summary>
    /// <param name="save">The save; null where it had no sequence.</param>
    /// <param name="version">The version that it wrote or left.</param>
    /// <param name="submission">What it submitted, if anything.</param>
    /// <param name="acceptedAt">When it was accepted, UTC.</param>
    /// <param name="limits">How much stays on record.</param>
    public SessionRecord Add(RecordedSave? save, long version, Submission? submission, DateTimeOffset acceptedAt, SessionLimits limits)
    {
        if (LastVersion > 0 && !IsLive(acceptedAt, limits))
        {
            return Empty.Add(save, version, submission, acceptedAt, limits);
        }

        var saves = save is null ? Saves : Saves.Add(save);
        var dropped = Math.Max(0, saves.Length - limits.MaxSaves);
        return this with
        {
            Saves = dropped == 0 ? saves : saves.RemoveRange(0, dropped),
            HasDropped = HasDropped || dropped > 0,
            HighestFull = save is { IsFull: true } ? save : HighestFull,
            LastVersion = version,
            Submission = submission,
            AcceptedAt = acceptedAt,
        };
    }

    /// <summary>The record with a version that its session wrote and that was not merged: all that such a save adds stands in its version.</summary>
    /// <param name="revision">The version, with its digest.</param>
    /// <param name="limits">How much stays on record.</param>
    public SessionRecord Add(Revision revision, SessionLimits limits) => Add(
        RecordedSave.Of(revision),
        revision.ETag.Version,
        revision is { IsSubmission: true, Sequence: { } sequence } ? new Submission(sequence, revision.Base, revision.ETag, Content: null) : null,
        revision.SavedAt,
        limits);
}

/// <summary>How much is remembered of a session.</summary>
/// <param name="Life">How long its record lives after its last accepted save (<c>Sync:SessionLife</c>).</param>
/// <param name="MaxSaves">How many accepted numbered saves it holds, from 1.</param>
public sealed record SessionLimits(TimeSpan Life, int MaxSaves = 32)
{
    /// <summary>30 days, 32 saves.</summary>
    public static SessionLimits Default { get; } = new(TimeSpan.FromDays(30));
}

/// <summary>An accepted numbered save.</summary>
/// <param name="Sequence">Its <c>Save-Sequence</c>.</param>
/// <param name="Digest">Of its request.</param>
/// <param name="ETag">The version that it wrote or left.</param>
/// <param name="IsFull">Whether it stated the whole new state; false for a PATCH.</param>
/// <param name="BringsContent">Whether its answer brings the version's content, as its client does not have it.</param>
public sealed record RecordedSave(long Sequence, Digest Digest, ETag ETag, bool IsFull, bool BringsContent)
{
    /// <summary>From the version that it wrote; null where it had no sequence.</summary>
    public static RecordedSave? Of(Revision revision) => revision.Sequence is { } sequence
        ? new RecordedSave(sequence, revision.Digest!.Value, revision.ETag, revision.IsFull, BringsContent: !revision.IsSubmission && !revision.Deleted)
        : null;
}

/// <summary>The content of a session's last accepted save as its client had it (protocol section 1).</summary>
/// <param name="Sequence">The save's sequence.</param>
/// <param name="Base">The version that the save named; null where it named none (a forced save).</param>
/// <param name="ETag">The version whose content it is; null where no version has it, as after a merge.</param>
/// <param name="Content">The content, where no version has it.</param>
public sealed record Submission(long Sequence, long? Base, ETag? ETag, Content? Content);
