using SyncServer.Core.Live;
using SyncServer.Core.Locking;

namespace SyncServer.Live;

/// <summary>Tells the streams of all nodes of locks. A lock that is kept for longer is no notice.</summary>
internal sealed class LockEvents : ILockObserver
{
    private readonly Subscribers _subscribers;
    private readonly NodeLink _nodes;

    public LockEvents(Subscribers subscribers, NodeLink nodes)
    {
        (_subscribers, _nodes) = (subscribers, nodes);
        nodes.OnHeard(message =>
        {
            if (message is NodeMessage.Lock told)
            {
                subscribers.Tell(new LiveEvent.Locking(told.ToNews()));
            }
        });
    }

    /// <inheritdoc/>
    public void Changed(LockNotice notice)
    {
        if (notice.Change is not LockChange.Renewed)
        {
            _subscribers.Tell(new LiveEvent.Locking(notice));
            _nodes.Send(NodeMessage.Lock.Of(notice));
        }
    }
}
