using System.Collections.Immutable;
using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>
/// What is known outside of the database of a document's newest saves. A hint: it may refuse what is doomed already; only the database
/// may accept (protocol 4). It can be old, and what it says is checked against a head that the database gave.
/// <para>
/// A save is <em>after</em> a version when it wrote a newer one, or left that very one unchanged.
/// </para>
/// </summary>
public sealed record WriterHint
{
    // More sessions than these on one document are not told apart.
    private const int MaxSessions = 128;

    /// <summary>The newest version known to be committed.</summary>
    public required ETag Head { get; init; }

    /// <summary>The session that wrote it; null where it named none.</summary>
    public required SessionKey? Writer { get; init; }

    /// <summary>Every save that was accepted after this version is counted in <see cref="Sessions"/>.</summary>
    public required long Floor { get; init; }

    /// <summary>The sessions that saved after the floor, and those that were refused.</summary>
    public ImmutableDictionary<SessionKey, SessionMark> Sessions { get; init; } = ImmutableDictionary<SessionKey, SessionMark>.Empty;

    /// <summary>What one accepted save tells.</summary>
    public static WriterHint Of(AcceptedSave save)
    {
        // Before it there may have been anything; before the first version there was nothing.
        var floor = save.Wrote ? save.Before == 0 ? 0 : save.Head.Version : save.Head.Version + 1;
        return new WriterHint { Head = save.Head.ETag, Writer = save.Head.Newest.Session, Floor = floor }.Count(save);
    }

    /// <summary>What is known after one more accepted save.</summary>
    public WriterHint After(AcceptedSave save) =>
        Head.Version < save.Before ? Of(save)
        : Head.Version > save.Head.Version ? Count(save)
        : (this with { Head = save.Head.ETag, Writer = save.Head.Newest.Session }).Count(save);

    /// <summary>
    /// What is known after the database refused a save for its stale ETag: nothing of its session with its sequence or above was accepted after
    /// the version that it named. What was known up to an older head stays known.
    /// </summary>
    public static WriterHint AfterRefusal(WriterHint? before, SaveCommand command, Head head, ETag named)
    {
        if (before?.Head.Version > head.Version)
        {
            // It was decided before something that is known already: the session may have saved since.
            return before;
        }

        var known = before ?? new WriterHint { Head = head.ETag, Writer = head.Newest.Session, Floor = head.Version + 1 };
        if (command is not { Session: { } session, Sequence: { } sequence } || known.RulesOutRepeat(session, sequence, named))
        {
            return known;
        }

        var mark = known.Sessions.GetValueOrDefault(session);
        return known.Mark(session, mark with { Since = named.Version, Sequence = Math.Max(sequence - 1, mark.Sequence) });
    }

    /// <summary>What is known when something newer is learned elsewhere: marks that the newer one could not contradict unseen stay.</summary>
    public WriterHint Over(WriterHint? older)
    {
        if (older is null || Floor > older.Head.Version)
        {
            return this;
        }

        var sessions = Sessions;
        foreach (var (session, mark) in older.Sessions)
        {
            var newer = sessions.GetValueOrDefault(session);
            sessions = sessions.SetItem(session, mark with { Sequence = Math.Max(newer.Sequence, mark.Sequence), Last = newer.Last ?? mark.Last });
        }

        return this with { Sessions = sessions, Floor = Math.Min(Floor, older.Floor) };
    }

    /// <summary>The same of an older head that the database gave: what is known of the sessions goes further.</summary>
    public WriterHint At(Head head) => this with { Head = head.ETag, Writer = head.Newest.Session };

    /// <summary>Whether the save names an older version than one that another session wrote.</summary>
    /// <param name="command">The save, with an <c>If-Match</c>.</param>
    /// <param name="named">The version that it names, verified to be this document's.</param>
    public bool IsStale(SaveCommand command, ETag named) => named.Version < Head.Version && !(command.Session is { } session && session == Writer);

    /// <summary>Whether the save is refused for certain: it is stale, and neither a repeat of an accepted save nor superseded by one.</summary>
    /// <param name="command">The save, with an <c>If-Match</c>.</param>
    /// <param name="named">The version that it names, verified to be this document's.</param>
    public bool Dooms(SaveCommand command, ETag named) => IsStale(command, named)
        && (command.Sequence is not { } sequence || (command.Method is not SaveMethod.Patch && RulesOutRepeat(command.Session!.Value, sequence, named)));

    /// <summary>A session's last accepted save after a version, as far as this process saw it.</summary>
    public Submission? OwnAfter(SessionKey session, ETag named) =>
        Sessions.GetValueOrDefault(session).Last is { } last && last.ETag.Version > named.Version ? last : null;

    private bool RulesOutRepeat(SessionKey session, long sequence, ETag named)
    {
        var mark = Sessions.GetValueOrDefault(session, new SessionMark(Floor, 0));
        return named.Version >= mark.Since && sequence > mark.Sequence;
    }

    private WriterHint Count(AcceptedSave save)
    {
        if (save is not { Session: { } session, Sequence: { } sequence })
        {
            return this;
        }

        var mark = Sessions.GetValueOrDefault(session, new SessionMark(Floor, 0));
        return Mark(session, mark with
        {
            Sequence = Math.Max(mark.Sequence, sequence),
            Last = mark.Last?.Sequence > sequence ? mark.Last : new Submission(sequence, save.Head.ETag),
        });
    }

    private WriterHint Mark(SessionKey session, SessionMark mark)
    {
        var sessions = Sessions.SetItem(session, mark);
        return sessions.Count <= MaxSessions ? this with { Sessions = sessions } : this with { Sessions = sessions.Clear(), Floor = Head.Version + 1 };
    }
}

/// <summary>What is known of one session's saves.</summary>
/// <param name="Since">The version that this is about.</param>
/// <param name="Sequence">No save of the session that was accepted after that version has a higher sequence.</param>
public readonly record struct SessionMark(long Since, long Sequence)
{
    /// <summary>The last of its saves that this process saw accepted, if any.</summary>
    public Submission? Last { get; init; }
}
