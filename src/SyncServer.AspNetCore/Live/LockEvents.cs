using SyncServer.Core.Live;
using SyncServer.Core.Locking;

namespace SyncServer.Live;

/// <summary>Publishes lock changes to the streams of all nodes. The renewal of a lock is not an event.</summary>
internal sealed class LockEvents : ILockObserver
{
    private readonly Subscribers _subscribers;
    private readonly NodeLink _nodes;

    public LockEvents(Subscribers subscribers, NodeLink nodes)
    {
        (_subscribers, _nodes) = (subscribers, nodes);
        nodes.Subscribe(message =>
        {
            if (message is NodeMessage.Lock changed)
            {
                subscribers.Publish(new LiveEvent.Locking(changed.ToNews()));
            }
        });
    }

    /// <inheritdoc/>
    public void Changed(LockNotice notice)
    {
        if (notice.Change is not LockChange.Renewed)
        {
            _subscribers.Publish(new LiveEvent.Locking(notice));
            _nodes.Send(NodeMessage.Lock.Of(notice));
        }
    }
}
