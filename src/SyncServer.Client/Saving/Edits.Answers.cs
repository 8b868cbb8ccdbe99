namespace SyncServer.Client.Saving;

/// <summary>What the answers mean, and the choices where the server refuses.</summary>
internal sealed partial class Edits
{
    /// <summary>An attempt at a save, or at reading what is <see cref="Unread"/>, failed; another one follows.</summary>
    public void Failed(object attempted)
    {
        if (ReferenceEquals(attempted, Unread) || InFlight.Contains(attempted))
        {
            _failing.Add(attempted);
        }
    }

    /// <summary>A save has its answer.</summary>
    public void Answered(Save save, SaveAnswer answer)
    {
        _failing.Remove(save);
        if (!InFlight.Contains(save))
        {
            return;
        }

        var isNewest = save.Sequence == Sequence;
        switch (answer)
        {
            case SaveAnswer.Undecided undecided:
                (_undecided, _holding) = (undecided.Error, true);
                _repeats.Add(save);
                _repeats.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
                break;
            case SaveAnswer.Accepted accepted:
                Accept(save, accepted, isNewest);
                break;
            case SaveAnswer.Superseded when !isNewest:
                _state.Ignore(save);
                break;
            default:
                _state.Refuse(save);
                _refused.Add(save.Sequence);
                _holding = true;
                if (isNewest)
                {
                    _refusal = answer;
                    _unsent.TakeBack(save.Content);
                }

                break;
        }

        if (InFlight.Count == 0)
        {
            Settle();
        }
        else if (_repeats.Count == InFlight.Count)
        {
            Error = _undecided;
        }
    }

    /// <summary>What is <see cref="Unread"/> was read.</summary>
    public void Read(SaveAnswer unread, Known version, SyncContent? content)
    {
        if (EndReading(unread))
        {
            Meet(version, content, unread is SaveAnswer.Conflict conflict ? conflict with { Content = content } : null);
        }
    }

    /// <summary>What is <see cref="Unread"/> cannot be read.</summary>
    public void ReadFailed(SaveAnswer unread, Exception error) => Error = EndReading(unread) ? error : Error;

    /// <summary>Ends the conflict: what was typed is saved over the version that stands, which its user has seen.</summary>
    /// <param name="asks">Whether the server is to merge if yet another version came.</param>
    public void Overwrite(bool asks)
    {
        _state.Adopt(Conflict!.Current);
        Choose(asks);
    }

    /// <summary>Ends the conflict: the server merges what was typed, on what it was made on.</summary>
    public void LetMerge() => Choose(asks: true);

    /// <summary>Whether nothing was typed since the save that met the conflict.</summary>
    public bool IsAsSent => Equals(Content, Conflict?.Save.Content);

    /// <summary>Puts the choice off.</summary>
    public void Postpone() => Postponed = true;

    private void Accept(Save save, SaveAnswer.Accepted accepted, bool isNewest)
    {
        // Another save was let in: so are those that the server refused without looking.
        (_undecided, Error) = (null, null);
        _acceptedSince = Math.Max(_acceptedSince, accepted.Version.Version);
        _acceptedSequence = Math.Max(_acceptedSequence, save.Sequence);
        _renumbered = false;
        if (accepted.Other is null)
        {
            _state.AcceptAsSent(save, accepted.Version);
        }
        else
        {
            _state.AcceptWithOther(save, accepted.Version);
            _stored = isNewest && _unsent.Count == 0 ? accepted : _stored;
        }
    }

    /// <summary>Nothing is in flight any more: what the newest save was told counts now.</summary>
    private void Settle()
    {
        var (refusal, refused) = (_refusal, _refused.ToHashSet());
        (_refusal, _undecided, _holding) = (null, null, false);
        _refused.Clear();
        switch (refusal)
        {
            case SaveAnswer.Superseded superseded:
                LeaveSession();
                Meet(superseded.Version, superseded.Content, conflict: null);
                break;
            case SaveAnswer.Doubtful doubtful:
                if (doubtful.IsReused)
                {
                    LeaveSession();
                }

                (Unread, Error) = _renumbered ? (null, doubtful.Error) : (doubtful, Error);
                _renumbered = true;
                break;
            case SaveAnswer.OutOfOrder when !_renumbered:
                _due = _renumbered = true;
                break;
            case SaveAnswer.OutOfOrder(var error):
                Error = error;
                break;
            case SaveAnswer.Refused(var error):
                Error = error;
                break;
            case SaveAnswer.Conflict conflict when _acceptedSince > conflict.Current.Version || LacksParent(conflict.Save, refused):
                // An older save was accepted after it: there is another head now. Or the server did not merge, as it never accepted the parent.
                (_due, _conflictId) = (true, conflict.Id);
                break;
            case SaveAnswer.Conflict { IsRead: false } conflict:
                Unread = conflict;
                break;
            case SaveAnswer.Conflict conflict:
                Meet(conflict.Current, conflict.Content, conflict);
                break;
        }
    }

    /// <summary>The head stands in the way of what was typed, and its content is here.</summary>
    private void Meet(Known head, SyncContent? content, SaveAnswer.Conflict? conflict)
    {
        if (Equals(content, Content))
        {
            GiveUp(head, content);
        }
        else if (conflict is null)
        {
            // The next save merges, or meets it.
            _due = true;
        }
        else if (conflict.Self && !string.Equals(head.ETag, conflict.Save.Adopted.ETag, StringComparison.Ordinal))
        {
            // All newer versions are this session's own, so the newest content replaces them (protocol section 5). A refusal on the version that the save
            // named is shown: the next save would be refused again.
            Conflict = conflict;
            Overwrite(merge);
        }
        else
        {
            Conflict = conflict;
        }
    }

    private void Choose(bool asks)
    {
        (_choice, _chosen, _conflictId) = (asks, true, Conflict!.Id);
        (Conflict, Postponed, _due) = (null, false, true);
        _unsent.Clear();
        _unsent.Add(Content);
    }

    private bool EndReading(SaveAnswer unread)
    {
        _failing.Remove(unread);
        var isIt = ReferenceEquals(unread, Unread);
        Unread = isIt ? null : Unread;
        return isIt;
    }

    /// <summary>Another instance used the session.</summary>
    private void LeaveSession() => _state.Leave(newSession());

    /// <summary>The server merges only behind a parent that it accepted (protocol 4.9).</summary>
    private static bool LacksParent(Save save, HashSet<long> refused) => save.Merge && save.Parent is { } parent && refused.Contains(parent);
}
