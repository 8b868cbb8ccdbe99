using System.Collections.Concurrent;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>The saves that wait for an earlier one of their session on their document. They wait outside the queue and hold up nobody.</summary>
internal sealed class HeldSaves : ICommitObserver
{
    // Each may hold a whole body.
    private const int Max = 100;

    private readonly ConcurrentDictionary<(DocumentKey, SessionKey), TaskCompletionSource> _waiting = new();
    private int _count;

    /// <summary>Takes a place to wait in; whoever gets none is not held.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= Max)
        {
            return true;
        }

        Interlocked.Decrement(ref _count);
        return false;
    }

    /// <summary>Gives the place back. Whoever shares the wait looks again, so that nothing is left listening.</summary>
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
        if (_waiting.TryRemove((key, session), out var turn))
        {
            turn.SetResult();
        }
    }
}
