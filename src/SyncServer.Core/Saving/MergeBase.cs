using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>What a stale save was made on, as its client states it and the session record confirms it (docs/protocol.md, section 4.9).</summary>
public abstract record MergeBase
{
    private MergeBase()
    {
    }

    /// <summary>The submission of the session's last accepted save.</summary>
    public sealed record Submitted(Submission Submission) : MergeBase;

    /// <summary>The version that the precondition names.</summary>
    public sealed record Named(ETag ETag) : MergeBase;

    /// <summary>The save that the content was made from is not accepted yet.</summary>
    public sealed record Awaited(long Sequence) : MergeBase;

    /// <summary>The base is not certain, so the save is not merged.</summary>
    public sealed record Unknown : MergeBase
    {
        /// <summary>The only value.</summary>
        public static Unknown Instance { get; } = new();
    }

    /// <summary>Whether the save can be merged on this base.</summary>
    public bool IsKnown => this is Submitted or Named;

    /// <summary>Finds the merge base of a stale save.</summary>
    /// <param name="command">The save.</param>
    /// <param name="state">The state of the document, with the session's record.</param>
    /// <param name="now">The time of the decision, UTC.</param>
    public static MergeBase Find(SaveCommand command, in DocumentState state, DateTimeOffset now)
    {
        if (command is not { Session: not null, Sequence: not null, Body: not null } || state.Head is not { Deleted: false } head
            || SaveRules.NamedVersion(command, state) is not { } named)
        {
            return Unknown.Instance;
        }

        var record = state.Record;
        if (command.Parent is { } parent)
        {
            return !(record?.Highest >= parent) ? new Awaited(parent)
                : record is { Submission: { } submission } && submission.Sequence == parent && !(submission.Base > named) && record.LastVersion >= head.CreatedVersion
                    ? new Submitted(submission)
                : Unknown.Instance;
        }

        // Without a live record the save might be the replay of a save that is no longer on record. Such a save's base was replaced before the record expired.
        var isFresh = record is { Submission: not null } ? record.LastVersion <= named
            : record is null && state.Named is { } version && now - (version.ReplacedAt ?? version.SavedAt) <= state.SessionLife;
        return isFresh && named >= head.CreatedVersion ? new Named(state.Named!.Value.ETag) : Unknown.Instance;
    }
}
