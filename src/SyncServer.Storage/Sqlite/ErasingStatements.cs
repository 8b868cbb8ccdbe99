using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The statements that erase documents and versions.</summary>
internal sealed class ErasingStatements(SqliteConnection connection) : IDisposable
{
    private const int SliceRows = 500;

    private readonly Statement _find = new(connection, """
        SELECT d.doc, r.version, r.deleted, r.saved_by FROM documents d JOIN revisions r ON r.doc = d.doc
        WHERE d.collection = ? AND d.id = ? ORDER BY r.version DESC LIMIT 1
        """);

    private readonly Statement _deleteSessions = new(connection, "DELETE FROM sessions WHERE doc = ?");
    private readonly Statement _deleteConflicts = new(connection, "DELETE FROM conflicts WHERE doc = ?");
    private readonly Statement _deleteRoles = new(connection, "DELETE FROM roles WHERE collection = ? AND id = ?");
    private readonly Statement _deleteLocks = new(connection, "DELETE FROM locks WHERE collection = ? AND id = ?");
    private readonly Statement _setCreator = new(connection, "UPDATE documents SET created_by = ? WHERE doc = ?");

    private readonly Statement _deleteVersions = new(connection, """
        DELETE FROM revisions WHERE doc = ?1 AND version IN (SELECT version FROM revisions WHERE doc = ?1 AND version < ?2 ORDER BY version DESC LIMIT ?3) RETURNING 1
        """);

    private readonly Statement _snapshot = new(connection, "SELECT snapshot FROM revisions WHERE doc = ? AND version = ?");

    private readonly Statement _records = new(connection, "SELECT session, accepted_at, record, submission_type, submission_body FROM sessions WHERE doc = ?");

    private readonly Statement _documents = new(connection, """
        SELECT r.collection, r.id, 1 FROM roles r
        WHERE r.user_id = ?1 AND NOT EXISTS (SELECT 1 FROM roles o WHERE o.collection = r.collection AND o.id = r.id AND o.user_id <> ?1)
        UNION ALL
        SELECT d.collection, d.id, 0 FROM documents d JOIN people p ON p.person = d.created_by
        WHERE p.user = ?1 AND NOT EXISTS (SELECT 1 FROM roles o WHERE o.collection = d.collection AND o.id = d.id)
        """);

    /// <summary>The number of a document, its newest version, whether that is a tombstone, and the number of its author.</summary>
    public (long Doc, long Head, bool Deleted, long SavedBy) Find(DocumentKey key) =>
        _find.First(row => (row.Long(0), row.Long(1), row.Long(2) != 0, row.Long(3)), key.Collection, key.Id);

    /// <summary>Deletes all that is on record of a document beside its versions.</summary>
    public void DeleteRecordsOf(DocumentKey key, long doc, long creator)
    {
        _deleteSessions.Execute(doc);
        _deleteConflicts.Execute(doc);
        _deleteRoles.Execute(key.Collection, key.Id);
        _deleteLocks.Execute(key.Collection, key.Id);
        _setCreator.Execute(creator, doc);
    }

    /// <summary>Deletes the newest versions before one.</summary>
    /// <returns>Their number; 0 if there are none.</returns>
    public int DeleteVersions(long doc, long before) => _deleteVersions.All(_ => true, doc, before, SliceRows).Count;

    /// <summary>The snapshot of the segment of a version; null if it does not exist.</summary>
    public long? SnapshotOf(long doc, long version) => _snapshot.First(row => (long?)row.Long(0), doc, version);

    /// <summary>The stored session records of a document.</summary>
    public List<(SessionKey Session, SessionRecord Record)> RecordsOf(long doc) =>
        _records.All(row => (SessionKey.FromBytes(row.Blob(0)), SessionStatements.ReadRecord(row, 1)), doc);

    /// <summary>See <see cref="IEraser.ListDocumentsOfAsync"/>.</summary>
    public List<OwnedDocument> DocumentsOf(string user) => _documents.All(row => new OwnedDocument(new DocumentKey(row.Text(0), row.Text(1)), row.Long(2) != 0), user);

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[
            _find, _deleteSessions, _deleteConflicts, _deleteRoles, _deleteLocks, _setCreator, _deleteVersions, _snapshot, _records, _documents])
        {
            statement.Dispose();
        }
    }
}
