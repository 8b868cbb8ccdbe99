using System.Collections.Concurrent;
using SyncServer.Core.Documents;

namespace SyncServer.Saving;

/// <summary>The saves that wait for an earlier one of their session on their document. They wait outside the queue and hold up nobody.</summary>
internal sealed class HeldSaves
{
    private const int Most = 1000;

    private readonly ConcurrentDictionary<(DocumentKey, SessionKey), TaskCompletionSource> _waiting = new();

    /// <summary>Whether one more may wait.</summary>
    public bool HasRoom => _waiting.IsEmpty || _waiting.Count < Most;

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
