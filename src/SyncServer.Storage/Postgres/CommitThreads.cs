using System.Collections.Concurrent;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Threads that do nothing but commit. On the thread pool every answer of the database would queue behind the requests that have come in
/// meanwhile, while locks are held.
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

    /// <summary>Runs it on the next free thread.</summary>
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
