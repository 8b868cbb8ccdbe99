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
    public void Overwrite(bool? asks)
    {
        _state.Adopt(Conflict!.Current);
        OwnVersion = Adopted.Version;
        Choose(asks);
    }

    /// <summary>Ends the conflict: the server merges what was typed, on what it was made on.</summary>
    public void LetMerge() => Choose(asks: true);

    /// <summary>Whether nothing was typed since the save that met the conflict.</summary>
    public bool IsAsSent => _unsent.Count == 1 && Equals(_unsent.First, Conflict?.Sent);

    /// <summary>Puts the choice off.</summary>
    public void Postpone() => Postponed = true;

    private void Accept(Save save, SaveAnswer.Accepted accepted, bool isNewest)
    {
        OwnVersion = Math.Max(OwnVersion, accepted.Version.Version);
        _acceptedSince = Math.Max(_acceptedSince, accepted.Version.Version);
        _acceptedSequence = Math.Max(_acceptedSequence, save.Sequence);
        _renumbered = false;
        if (accepted.Other is null)
        {
            _state.AcceptAsSent(save, accepted.Version);
        }
        else
        {
            _state.AcceptWithOther(save);
            _stored = isNewest && _unsent.Count == 0 ? accepted : _stored;
        }
    }

    /// <summary>Nothing is in flight any more: what the newest save was told counts now.</summary>
    private void Settle()
    {
        var refusal = _refusal;
        (_refusal, _undecided, _holding) = (null, null, false);
        switch (refusal)
        {
            case SaveAnswer.Superseded superseded:
                LeaveSession();
                Meet(superseded.Version, superseded.Content, conflict: null);
                break;
            case SaveAnswer.Doubtful doubtful:
                Unread = doubtful;
                if (doubtful.IsReused)
                {
                    LeaveSession();
                }

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
            case SaveAnswer.Conflict conflict when _acceptedSince > conflict.Current.Version:
                // An older save was accepted after it: there is another head now.
                _due = true;
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
        else if (conflict.Self && head.Version > _selfSettled)
        {
            // All newer versions are this session's own, so the newest content replaces them (protocol section 5).
            _selfSettled = head.Version;
            Conflict = conflict;
            Overwrite(merge);
        }
        else
        {
            Conflict = conflict;
        }
    }

    private void Choose(bool? asks)
    {
        (_onConflict, _chosen, _conflictId) = (asks, true, Conflict!.Id);
        (Conflict, Postponed) = (null, false);
        _due = _unsent.Count > 0;
    }

    private bool EndReading(SaveAnswer unread)
    {
        _failing.Remove(unread);
        var isIt = ReferenceEquals(unread, Unread);
        Unread = isIt ? null : Unread;
        return isIt;
    }

    /// <summary>Another instance used the session. What the server made of unadopted saves is not known under the new name: only the user can tell.</summary>
    private void LeaveSession()
    {
        (_onConflict, _chosen) = (Parent is null ? merge : false, true);
        _state.Leave(newSession());
    }
}
