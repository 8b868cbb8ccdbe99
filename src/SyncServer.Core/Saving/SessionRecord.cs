using System.Collections.Immutable;
using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>
/// What the server remembers of one session on one document (docs/protocol.md, section 1). Only accepted saves change it. Nothing in it is inferred from the
/// history.
/// </summary>
public sealed record SessionRecord
{
    /// <summary>The record of a session before its first accepted save.</summary>
    public static SessionRecord Empty { get; } = new();

    /// <summary>The last accepted numbered saves, by rising sequence. Accepted sequences only rise, so these are also the highest ones.</summary>
    public ImmutableArray<RecordedSave> Saves { get; init; } = [];

    /// <summary>The highest accepted full save, even if it is older than <see cref="Saves"/>.</summary>
    public RecordedSave? HighestFull { get; init; }

    /// <summary>Whether saves older than <see cref="Saves"/> were dropped.</summary>
    public bool HasDropped { get; init; }

    /// <summary>The version that the last accepted save wrote or left unchanged, unnumbered saves included; 0 before the first save.</summary>
    public long LastVersion { get; init; }

    /// <summary>The submission of the last accepted save; null if it has none.</summary>
    public Submission? Submission { get; init; }

    /// <summary>When the last save was accepted, UTC.</summary>
    public DateTimeOffset AcceptedAt { get; init; }

    /// <summary>The highest accepted sequence; null before the first numbered save.</summary>
    public long? Highest => Saves.IsDefaultOrEmpty ? null : Saves[^1].Sequence;

    /// <summary>The versions that the record refers to. They are kept as long as the record lives.</summary>
    public IEnumerable<long> Versions =>
        Saves.Select(save => save.ETag.Version).Concat([HighestFull?.ETag.Version ?? LastVersion, Submission?.ETag?.Version ?? LastVersion, LastVersion]);

    /// <summary>Whether the record has not expired.</summary>
    public bool IsLive(DateTimeOffset now, SessionLimits limits) => now - AcceptedAt <= limits.Life;

    /// <summary>The accepted save with a sequence; null if it is not on record.</summary>
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

    /// <summary>Whether a sequence is older than all saves on record and older saves were dropped, so that it is unknown whether it was accepted.</summary>
    public bool IsTooOld(long sequence) => HasDropped && sequence < Saves[0].Sequence;

    /// <summary>
    /// The record without its submission, if that may have the words of a version that is erased; else null. A save that is made on the submission is then refused
    /// rather than merged.
    /// </summary>
    public SessionRecord? WithoutSubmissionOf(long version) =>
        Submission is { } submission && (submission.Content is not null || submission.ETag?.Version == version) ? WithoutSubmission : null;

    /// <summary>The record without its submission. Saves are still recognised, but none is merged on it.</summary>
    public SessionRecord WithoutSubmission => this with { Submission = null };

    /// <summary>The record with more accepted saves.</summary>
    /// <param name="accepted">The saves, in the order in which they were accepted.</param>
    /// <param name="limits">The limits of the record.</param>
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
                // The record had expired, so a new one begins.
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

/// <summary>The limits of session records.</summary>
/// <param name="Life">How long a record lives after the session's last accepted save (setting <c>Sync:SessionLife</c>).</param>
/// <param name="MaxSaves">The maximum number of accepted numbered saves in a record, from 1. The default is 32.</param>
/// <param name="WriteEvery">
/// After how many versions the record of a run that continues is written, from <paramref name="MaxSaves"/>; the default is 128. Until then it is derived from
/// the stored record and the versions since.
/// </param>
public sealed record SessionLimits(TimeSpan Life, int MaxSaves = 32, int WriteEvery = 128)
{
    /// <summary>30 days, 32 saves, written every 128 versions.</summary>
    public static SessionLimits Default { get; } = new(TimeSpan.FromDays(30));
}

/// <summary>An accepted numbered save.</summary>
/// <param name="Sequence">The <c>Save-Sequence</c>.</param>
/// <param name="Digest">The digest of the request.</param>
/// <param name="ETag">The version that the save wrote or left unchanged.</param>
/// <param name="IsFull">Whether the save stated the whole new state; false for a PATCH.</param>
/// <param name="BringsContent">Whether the response contains the version's content, because the client does not have it.</param>
public sealed record RecordedSave(long Sequence, Digest Digest, ETag ETag, bool IsFull, bool BringsContent);

/// <summary>What an accepted save adds to its session's record.</summary>
/// <param name="Save">The save; null if it had no sequence.</param>
/// <param name="Version">The version that the save wrote or left unchanged.</param>
/// <param name="Submission">The save's submission, if it has one.</param>
/// <param name="AcceptedAt">When the save was accepted, UTC.</param>
public readonly record struct AcceptedSave(RecordedSave? Save, long Version, Submission? Submission, DateTimeOffset AcceptedAt)
{
    /// <summary>From an accepted save.</summary>
    public static AcceptedSave Of(SaveCommand command, SaveDecision.Accepted accepted, DateTimeOffset at) => new(
        command.Sequence is { } sequence ? new RecordedSave(sequence, command.Digest, accepted.Head.ETag, command.IsFull, accepted.BringsContent) : null,
        accepted.Head.Version,
        accepted.Submission,
        at);

    /// <summary>From the version that a save wrote. A version contains all that its save adds to the record, unless the save was merged.</summary>
    /// <param name="etag">The version.</param>
    /// <param name="savedAt">When it was written, UTC.</param>
    /// <param name="sequence">The save's sequence; null if it had none.</param>
    /// <param name="digest">The digest of the request; null if the save had no sequence.</param>
    /// <param name="base">The version that the precondition named; null if it named none.</param>
    /// <param name="isFull">Whether the save stated the whole new state.</param>
    /// <param name="isSubmission">Whether the version's content is the save's submission.</param>
    /// <param name="deleted">Whether the version is a tombstone.</param>
    public static AcceptedSave Of(ETag etag, DateTimeOffset savedAt, long? sequence, Digest? digest, long? @base, bool isFull, bool isSubmission, bool deleted) =>
        sequence is not { } number ? new AcceptedSave(Save: null, etag.Version, Submission: null, savedAt)
            : new AcceptedSave(
                new RecordedSave(number, digest!.Value, etag, isFull, BringsContent: !isSubmission && !deleted),
                etag.Version,
                isSubmission ? new Submission(number, @base, etag, Content: null) : null,
                savedAt);

    /// <summary>From a version in memory.</summary>
    public static AcceptedSave Of(Revision version) => Of(
        version.ETag, version.SavedAt, version.Sequence, version.Digest, version.Base, version.IsFull, version.IsSubmission, version.Deleted);
}

/// <summary>The content of a session's last accepted save as the client had it (docs/protocol.md, section 1).</summary>
/// <param name="Sequence">The save's sequence.</param>
/// <param name="Base">The version that the precondition named; null for a forced save.</param>
/// <param name="ETag">The version with this content; null if no version has it, as after a merge.</param>
/// <param name="Content">The content; null if a version has it.</param>
public sealed record Submission(long Sequence, long? Base, ETag? ETag, Content? Content);
