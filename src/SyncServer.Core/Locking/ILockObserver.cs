namespace SyncServer.Core.Locking;

/// <summary>Told of locks, after the commit, by the node that changed them. Whatever happens is told once, by one node.</summary>
public interface ILockObserver
{
    /// <summary>Must neither wait nor throw.</summary>
    void Changed(LockNews news);
}
