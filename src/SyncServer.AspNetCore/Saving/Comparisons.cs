using SyncServer.Core.Documents;

namespace SyncServer.Saving;

/// <summary>
/// Runs work whose cost depends on the size of documents: merges, patches, comparisons. A bounded number runs concurrently; the rest waits in a bounded queue that is
/// fair between users (round robin), so that one user's backlog does not delay the others.
/// </summary>
internal sealed class Comparisons
{
    private const int MaxWaiting = 400;
    private const int MaxWaitingOfUser = 100;

    // A comparison is CPU-bound, so half of the processors are left for requests.
    private static readonly int MaxRunning = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<Action>> _waiting = new(StringComparer.Ordinal);
    private readonly Queue<string> _users = new();
    private int _count;
    private int _running;

    /// <summary>Queues and runs work.</summary>
    /// <exception cref="UnavailableException">The queue is full, for this user or in total.</exception>
    public Task<T> RunAsync<T>(Person user, Func<T> work) =>
        TryRun(user, work, out var result) ? result : throw new UnavailableException("Too many comparisons of documents are waiting.");

    /// <summary>Queues and runs work; returns false if the queue is full, for this user or in total.</summary>
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
                _users.Enqueue(user);
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
            if (!_users.TryDequeue(out var user))
            {
                _running--;
                return null;
            }

            var queue = _waiting[user];
            var work = queue.Dequeue();
            _count--;
            if (queue.Count > 0)
            {
                _users.Enqueue(user);
            }
            else
            {
                _waiting.Remove(user);
            }

            return work;
        }
    }
}
