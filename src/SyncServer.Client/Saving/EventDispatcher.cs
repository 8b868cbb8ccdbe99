using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging;

namespace SyncServer.Client.Saving;

/// <summary>
/// Raises events one after the other in the synchronization context in which the document was opened, so that handlers of a user interface may touch it, and
/// so that the content does not change between a change and its event. Without a context it uses the thread pool.
/// </summary>
/// <param name="context">The synchronization context; null for the thread pool.</param>
/// <param name="logger">The log.</param>
internal sealed class EventDispatcher(SynchronizationContext? context, ILogger logger)
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

    /// <summary>
    /// Calls a handler of the application. Its exception ends nothing here: it is logged, and is unhandled in the synchronization context, if there is one.
    /// </summary>
    public void Raise(Action handler)
    {
        try
        {
            handler();
        }
        catch (Exception e)
        {
            logger.HandlerFailed(e);
            context?.Post(static thrown => ExceptionDispatchInfo.Throw((Exception)thrown!), e);
        }
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

        Raise(action);
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
