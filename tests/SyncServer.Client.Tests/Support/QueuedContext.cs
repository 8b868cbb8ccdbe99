using System.Collections.Concurrent;

namespace SyncServer.Client.Tests.Support;

/// <summary>The synchronization context of a user interface that is busy until the test runs what waits.</summary>
internal sealed class QueuedContext : SynchronizationContext
{
    private readonly ConcurrentQueue<Action> _queue = [];

    public int Count => _queue.Count;

    public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue(() => d(state));

    /// <summary>Calls a method in this context.</summary>
    public T Call<T>(Func<T> method)
    {
        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            return method();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    public void Run()
    {
        while (_queue.TryDequeue(out var action))
        {
            action();
        }
    }
}
