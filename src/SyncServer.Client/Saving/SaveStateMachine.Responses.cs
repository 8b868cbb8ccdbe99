namespace SyncServer.Client.Saving;

// What responses mean, and the choices of a conflict.
internal sealed partial class SaveStateMachine
{
    /// <summary>An attempt at a save, or at reading what <see cref="AwaitingRead"/> needs, failed and is retried.</summary>
    public void AttemptFailed(object attempted)
    {
        if (ReferenceEquals(attempted, AwaitingRead) || InFlight.Contains(attempted))
        {
            _failing.Add(attempted);
        }
    }

    /// <summary>A save has its response.</summary>
    public void Responded(Save save, SaveResponse response)
    {
        _failing.Remove(save);
        if (!InFlight.Contains(save))
        {
            return;
        }

        var isNewest = save.Sequence == Sequence;
        switch (response)
        {
            case SaveResponse.NotFinal notFinal:
                (_notFinalError, _held) = (notFinal.Error, true);
                _retries.Add(save);
                _retries.Sort((one, other) => one.Sequence.CompareTo(other.Sequence));
                break;
            case SaveResponse.Accepted accepted:
                Accept(save, accepted, isNewest);
                break;
            case SaveResponse.Superseded when !isNewest:
                // The newer save has its own response.
                _state.Ignore(save);
                break;
            default:
                _state.Refuse(save);
                _held = true;
                if (isNewest)
                {
                    _refusal = response;
                    _pending.Requeue(save.Content);
                }

                break;
        }

        Conclude();
    }

    /// <summary>The newest version was read, which <see cref="AwaitingRead"/> needs.</summary>
    public void HeadRead(SaveResponse awaiting, DocumentVersion version, SyncContent? content)
    {
        if (EndRead(awaiting))
        {
            CompareWith(version, content, awaiting is SaveResponse.Conflict conflict ? conflict with { Content = content } : null);
        }
    }

    /// <summary>The newest version cannot be read.</summary>
    public void ReadFailed(SaveResponse awaiting, Exception error)
    {
        if (EndRead(awaiting))
        {
            // A conflict is met again by the next save.
            (Error, _unread) = (error, awaiting as SaveResponse.SequenceUnknown);
        }
    }

    /// <summary>Resolves the conflict: saves the content on the version that was shown.</summary>
    /// <param name="merge">Whether the server is asked to merge if yet another version was saved; null where the option decides.</param>
    public void ResolveOnCurrent(bool? merge)
    {
        _state.Adopt(Conflict!.Current);
        Resolve(merge);
    }

    /// <summary>Resolves the conflict: the server merges the content, on what it was made on.</summary>
    public void LetServerMerge() => Resolve(merge: true);

    /// <summary>Whether the content is still that of the refused save.</summary>
    public bool IsContentOfConflict => Equals(Content, Conflict?.Save.Content);

    /// <summary>Postpones the choice.</summary>
    public void Postpone() => Postponed = true;

    private void Accept(Save save, SaveResponse.Accepted accepted, bool isNewest)
    {
        // Requests are authorized again: the saves without a final response are retried.
        (_notFinalError, Error) = (null, null);
        _acceptedSince = Math.Max(_acceptedSince, accepted.Version.Number);
        _renumbered = false;
        if (accepted.OtherContent is null)
        {
            _state.Accept(save, accepted.Version);
        }
        else
        {
            _state.AcceptOther(save, accepted.Version);
            if (isNewest && _pending.Count == 0)
            {
                Unreadable = WhyUnreadable(accepted.Version, accepted.OtherContent);
                _adoptable = Unreadable is null ? accepted : null;
            }
        }
    }

    /// <summary>Nothing is on its way any more, or only saves that wait for a retry.</summary>
    private void Conclude()
    {
        if (InFlight.Count == 0)
        {
            ConcludeRefusals();
        }
        else if (_retries.Count == InFlight.Count)
        {
            Error = _notFinalError;
        }
    }

    /// <summary>All responses are there: the refusal of the newest save takes effect.</summary>
    private void ConcludeRefusals()
    {
        var refusal = _refusal;
        (_refusal, _notFinalError, _held) = (null, null, false);
        switch (refusal)
        {
            case SaveResponse.Superseded superseded:
                _state.ChangeSession(newSession());
                CompareWith(superseded.Version, superseded.Content, conflict: null);
                break;
            case SaveResponse.SequenceUnknown unknown:
                if (unknown.IsReused)
                {
                    _state.ChangeSession(newSession());
                }

                // A sequence is changed once: if the new one is refused too, the user has to know.
                (AwaitingRead, Error) = _renumbered ? (null, unknown.Error) : (unknown, Error);
                _renumbered = true;
                break;
            case SaveResponse.OutOfOrder when !_renumbered:
                _sendDue = _renumbered = true;
                break;
            case SaveResponse.OutOfOrder(var error):
                Error = error;
                break;
            case SaveResponse.Refused(var error):
                Error = error;
                break;
            case SaveResponse.Conflict conflict when _acceptedSince > conflict.Current.Number || (conflict.Save.Merge is not false && _state.LacksParent(conflict.Save)):
                // An older save was accepted after the refusal, so there is a newer head. Or the server did not merge, because it refused the parent (docs/protocol.md, section 4.9).
                (_sendDue, _conflictId) = (true, conflict.Id);
                break;
            case SaveResponse.Conflict { HasContent: false } conflict:
                AwaitingRead = conflict;
                break;
            case SaveResponse.Conflict conflict:
                CompareWith(conflict.Current, conflict.Content, conflict);
                break;
        }
    }

    /// <summary>Compares the content with the newest version: adopts it where they are equal, else sends the content again or reports the conflict.</summary>
    private void CompareWith(DocumentVersion head, SyncContent? content, SaveResponse.Conflict? conflict)
    {
        if (Equals(content, Content))
        {
            Adopt(head, content);
        }
        else if (conflict?.Self is true && !string.Equals(head.ETag, conflict.Save.Adopted.ETag, StringComparison.Ordinal))
        {
            // All newer versions are this session's own, so the newest content replaces them (docs/protocol.md, section 13). A refusal on the version that the save named is
            // reported: the next save would be refused again.
            Conflict = conflict;
            ResolveOnCurrent(merge: null);
        }
        else if (WhyUnreadable(head, content) is { } error)
        {
            Unreadable = error;
        }
        else if (conflict is null)
        {
            // The next save merges with it, or meets it as a conflict.
            _sendDue = true;
        }
        else
        {
            Conflict = conflict;
        }
    }

    private void Resolve(bool? merge)
    {
        (_choice, _choiceDue, _conflictId) = (merge, true, Conflict!.Id);
        (Conflict, Postponed, _sendDue) = (null, false, true);
        _pending.ReplaceWith(Content);
    }

    private bool EndRead(SaveResponse awaiting)
    {
        _failing.Remove(awaiting);
        var isCurrent = ReferenceEquals(awaiting, AwaitingRead);
        AwaitingRead = isCurrent ? null : AwaitingRead;
        return isCurrent;
    }
}
