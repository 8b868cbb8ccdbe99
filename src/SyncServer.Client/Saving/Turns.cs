namespace SyncServer.Client.Saving;

/// <summary>
/// Runs what listeners are told, one after the other: in the synchronization context that the document was opened in, so that a listener of a user
/// interface may touch it and nothing is typed between a change of the content and its listener; else on the thread pool.
/// </summary>
internal sealed class Turns(SynchronizationContext? context)
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _queue = [];
    private bool _running;

    /// <summary>Runs it soon, never at once.</summary>
    public void Post(Action turn)
    {
        lock (_gate)
        {
            _queue.Enqueue(turn);
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
            context.Post(static turns => ((Turns)turns!).RunOne(), this);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(static turns => turns.RunOne(), this, preferLocal: false);
        }
    }

    private void RunOne()
    {
        Action turn;
        lock (_gate)
        {
            turn = _queue.Dequeue();
        }

        try
        {
            turn();
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
