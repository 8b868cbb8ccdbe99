using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Tests;

/// <summary>A store under the contract suite, with data of its own.</summary>
public interface IBackend : IDisposable
{
    /// <summary>The writer.</summary>
    IDocumentLog Log { get; }

    /// <summary>The reader.</summary>
    IDocumentReader Reader { get; }

    /// <summary>The conflicts on record.</summary>
    IConflictLog Conflicts { get; }

    /// <summary>Takes old versions away.</summary>
    IHistoryThinner Thinner { get; }

    /// <summary>The locks.</summary>
    ILockStore Locks { get; }

    /// <summary>The log as a list of changes.</summary>
    IChangeFeed Changes { get; }

    /// <summary>Who may do what with which document.</summary>
    IAccessList Access { get; }

    /// <summary>The clock that saves are decided by.</summary>
    ManualClock Clock { get; }

    /// <summary>Closes the store and opens it on the same data.</summary>
    void Reopen();
}
