namespace SyncServer.Core.Locking;

/// <summary>Observes changes of locks. The node that made a change calls it after the commit, once for each change.</summary>
public interface ILockObserver
{
    /// <summary>A lock changed. The method must neither block nor throw.</summary>
    void Changed(LockNotice notice);
}
