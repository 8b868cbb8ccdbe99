using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Sqlite;

/// <summary>Loads and renews the locks of the documents of a batch. If no document has locks, this costs one query of an empty table.</summary>
internal sealed class BatchLocks(SqliteConnection connection) : IDisposable
{
    private readonly Statement _any = new(connection, "SELECT EXISTS (SELECT 1 FROM locks)");
    private readonly Statement _load = new(connection,
        "SELECT fence, scope, session, holder, holder_name, ttl, expires_at FROM locks WHERE collection = ? AND id = ? ORDER BY fence");

    private readonly Statement _renew = new(connection, "UPDATE locks SET expires_at = ? WHERE collection = ? AND id = ? AND fence = ?");
    private bool _hasAny;

    /// <summary>Begins a batch, within its transaction.</summary>
    public void Begin() => _hasAny = _any.First(row => row.Long(0)) != 0;

    /// <summary>Loads the locks of a document.</summary>
    public void Load(OpenDocument document)
    {
        if (_hasAny)
        {
            _load.All(row => Read(document.Key, row), document.Key.Collection, document.Key.Id).ForEach(document.Load);
        }
    }

    /// <summary>Writes the locks that the saves of a document renewed.</summary>
    public void Renew(OpenDocument document)
    {
        foreach (var renewed in document.RenewedLocks)
        {
            var row = LockRow.Of(document.Key, renewed);
            _renew.Execute(row.ExpiresAt, row.Collection, row.Id, row.Fence);
        }
    }

    public void Dispose()
    {
        _any.Dispose();
        _load.Dispose();
        _renew.Dispose();
    }

    private static DocumentLock Read(DocumentKey key, Statement row) => new LockRow
    {
        Collection = key.Collection,
        Id = key.Id,
        Fence = row.Long(0),
        Scope = row.Text(1),
        Session = row.Blob(2).ToArray(),
        Holder = row.Text(3),
        HolderName = row.Text(4),
        Ttl = row.Long(5),
        ExpiresAt = row.Long(6),
    }.ToLock();
}
