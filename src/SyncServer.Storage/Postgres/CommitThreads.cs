using System.Collections.Concurrent;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Dedicated threads for commits. On the thread pool, the continuation of every round trip would queue behind incoming requests while row locks are held.
/// </summary>
internal sealed class CommitThreads : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public CommitThreads(int count)
    {
        for (var i = 0; i < count; i++)
        {
            new Thread(Run) { IsBackground = true, Name = $"commit {i + 1}" }.Start();
        }
    }

    /// <summary>Runs work on the next free thread.</summary>
    public Task<T> RunAsync<T>(Func<T> work)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        return result.Task;
    }

    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
