using System.Collections.Concurrent;
using SyncServer.Core.Documents;

namespace SyncServer.Saving;

/// <summary>The saves that wait for an earlier one of their session on their document. They wait outside the queue and hold up nobody.</summary>
internal sealed class HeldSaves
{
    // Each may hold a whole body.
    private const int Most = 100;

    private readonly ConcurrentDictionary<(DocumentKey, SessionKey), TaskCompletionSource> _waiting = new();
    private int _count;

    /// <summary>Takes a place to wait in; whoever gets none is not held.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= Most)
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

    /// <summary>Lets the session's held saves of the document be decided anew.</summary>
    public void Wake(DocumentKey key, SessionKey session)
    {
        if (!_waiting.IsEmpty && _waiting.TryRemove((key, session), out var turn))
        {
            turn.SetResult();
        }
    }
}
