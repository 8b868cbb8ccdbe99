using SyncServer.Core.Documents;

namespace SyncServer.Saving;

/// <summary>
/// Runs the work that depends on the size of documents: merges, patches, comparisons. Some at once, the rest waits in a bounded queue in which the
/// users take turns, so that nobody waits for another user's long list.
/// </summary>
internal sealed class Comparisons
{
    private const int MaxWaiting = 400;
    private const int MaxWaitingOfUser = 100;

    // One comparison takes all of a processor for some milliseconds: the rest of them serve.
    private static readonly int MaxRunning = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Action>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _turns = new();
    private int _count;
    private int _running;

    /// <summary>Runs it as soon as the user's turn comes.</summary>
    /// <exception cref="UnavailableException">Too much is waiting, of this user or of all.</exception>
    public Task<T> RunAsync<T>(Person user, Func<T> work) =>
        TryRun(user, work, out var result) ? result : throw new UnavailableException("Too many comparisons of documents are waiting.");

    /// <summary>Runs it as soon as the user's turn comes; false where too much is waiting, of this user or of all.</summary>
    public bool TryRun<T>(Person user, Func<T> work, out Task<T> result)
    {
        var completion = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        result = completion.Task;
        return TryAdd(user.Id, () =>
        {
            try
            {
                completion.SetResult(work());
            }
            catch (Exception e)
            {
                completion.SetException(e);
            }
        });
    }

    private bool TryAdd(string user, Action work)
    {
        lock (_lock)
        {
            var queue = _waiting.GetValueOrDefault(user);
            if (_count >= MaxWaiting || queue?.Count >= MaxWaitingOfUser)
            {
                return false;
            }

            if (queue is null)
            {
                _waiting[user] = queue = new Queue<Action>();
                _turns.Enqueue(user);
            }

            queue.Enqueue(work);
            _count++;
            if (_running == MaxRunning)
            {
                return true;
            }

            _running++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(_ => RunWaiting(), state: null);
        return true;
    }

    private void RunWaiting()
    {
        while (Take() is { } work)
        {
            work();
        }
    }

    private Action? Take()
    {
        lock (_lock)
        {
            if (!_turns.TryDequeue(out var user))
            {
                _running--;
                return null;
            }

            var queue = _waiting[user];
            var work = queue.Dequeue();
            _count--;
            if (queue.Count > 0)
            {
                _turns.Enqueue(user);
            }
            else
            {
                _waiting.Remove(user);
            }

            return work;
        }
    }
}
