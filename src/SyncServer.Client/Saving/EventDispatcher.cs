namespace SyncServer.Client.Saving;

/// <summary>
/// Raises events one after the other in the synchronization context in which the document was opened, so that handlers of a user interface may touch it, and
/// so that the content does not change between a change and its event. Without a context it uses the thread pool.
/// </summary>
internal sealed class EventDispatcher(SynchronizationContext? context)
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _queue = [];
    private bool _running;

    /// <summary>Queues an action. It never runs before this method returns.</summary>
    public void Post(Action action)
    {
        lock (_gate)
        {
            _queue.Enqueue(action);
            if (_running)
            {
                return;
            }

            _running = true;
        }

        Schedule();
    }

    private void Schedule()
    {
        if (context is not null)
        {
            context.Post(static dispatcher => ((EventDispatcher)dispatcher!).RunOne(), this);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static dispatcher => dispatcher.RunOne(), this, preferLocal: false);
        }
    }

    private void RunOne()
    {
        Action action;
        lock (_gate)
        {
            action = _queue.Dequeue();
        }

        try
        {
            action();
        }
        finally
        {
            bool more;
            lock (_gate)
            {
                more = _running = _queue.Count > 0;
            }

            if (more)
            {
                Schedule();
            }
        }
    }
}
