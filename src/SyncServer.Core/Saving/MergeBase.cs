using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>What a stale save was made on, as its client states it and the session record confirms it (protocol section 4, step 9).</summary>
public abstract record MergeBase
{
    private MergeBase()
    {
    }

    /// <summary>What the session's last accepted save submitted.</summary>
    public sealed record Submitted(Submission Submission) : MergeBase;

    /// <summary>The version that the precondition names.</summary>
    public sealed record Named(ETag ETag) : MergeBase;

    /// <summary>The save that the content was made from has not been accepted yet.</summary>
    public sealed record Awaited(long Sequence) : MergeBase;

    /// <summary>It cannot be told for certain: nothing is merged.</summary>
    public sealed record Unknown : MergeBase
    {
        /// <summary>The only value.</summary>
        public static Unknown Instance { get; } = new();
    }

    /// <summary>Whether a merge is possible on it.</summary>
    public bool IsKnown => this is Submitted or Named;

    /// <summary>Finds it.</summary>
    /// <param name="command">The save.</param>
    /// <param name="state">The document, with the session's record.</param>
    /// <param name="now">When it is decided, UTC.</param>
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

        // Without a live record the save might be the repeat of one that is not remembered any more: then its base was replaced long ago.
        var isFresh = record is { Submission: not null } ? record.LastVersion <= named
            : record is null && state.Named is { } version && now - (version.ReplacedAt ?? version.SavedAt) <= state.SessionLife;
        return isFresh && named >= head.CreatedVersion ? new Named(state.Named!.Value.ETag) : Unknown.Instance;
    }
}
