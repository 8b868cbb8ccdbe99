using System.Collections.Concurrent;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>The saves that wait for an earlier save of their session on their document. They wait outside the queue, so they do not block other saves.</summary>
internal sealed class HeldSaves : ICommitObserver
{
    // Each may keep a whole body in memory.
    private const int Max = 100;

    private readonly ConcurrentDictionary<(DocumentKey, SessionKey), TaskCompletionSource> _waiting = new();
    private int _count;

    /// <summary>Reserves a place for a waiting save; returns false if there is none.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= Max)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Releases the place. Other saves that share the wait are woken and check again, so that no completion source is left behind.</summary>
    public void Leave(DocumentKey key, SessionKey session)
    {
        Interlocked.Decrement(ref _count);
        Wake(key, session);
    }

    /// <summary>Completes when the session's next save of the document is accepted.</summary>
    public Task NextAsync(DocumentKey key, SessionKey session) =>
        _waiting.GetOrAdd((key, session), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <inheritdoc/>
    public void Committed(CommittedBatch batch)
    {
        for (var i = 0; i < batch.Decisions.Count && !_waiting.IsEmpty; i++)
        {
            if (batch.Decisions[i] is SaveDecision.Accepted && batch.Commands[i] is { Session: { } session } command)
            {
                Wake(command.Key, session);
            }
        }
    }

    private void Wake(DocumentKey key, SessionKey session)
    {
        if (_waiting.TryRemove((key, session), out var waiting))
        {
            waiting.SetResult();
        }
    }
}
