using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Tests;

/// <summary>A store under test, with separate data.</summary>
public interface IBackend : IDisposable
{
    /// <summary>The connection string.</summary>
    string ConnectionString { get; }

    /// <summary>Decides and writes saves.</summary>
    IDocumentLog Log { get; }

    /// <summary>Reads committed versions.</summary>
    IDocumentReader Reader { get; }

    /// <summary>The conflicts on record.</summary>
    IConflictLog Conflicts { get; }

    /// <summary>Removes old versions.</summary>
    IHistoryThinner Thinner { get; }

    /// <summary>Erases documents, versions and users.</summary>
    IEraser Eraser { get; }

    /// <summary>The locks.</summary>
    ILockStore Locks { get; }

    /// <summary>The log of changes.</summary>
    IChangeFeed Changes { get; }

    /// <summary>The access lists.</summary>
    IAccessList Access { get; }

    /// <summary>The clock of saves.</summary>
    ManualClock Clock { get; }

    /// <summary>Closes the store, and finds whether the stored contents and submissions contain a word.</summary>
    Task<bool> ContainsAsync(string word);

    /// <summary>Closes the store and reopens it on the same data.</summary>
    void Reopen();
}
