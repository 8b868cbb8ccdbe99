using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>The statements that erase documents, versions and users, on a separate connection.</summary>
internal sealed class ErasingQueries(NpgsqlConnection connection)
{
    /// <summary>The statements that rewrite segments, on the same connection.</summary>
    public ThinningQueries Thinning { get; } = new(connection);

    public ValueTask<NpgsqlTransaction> BeginAsync() => connection.BeginTransactionAsync();

    public NpgsqlBatch CreateBatch() => new(connection);

    /// <summary>Locks a document's row until the end of the transaction; null if the document does not exist.</summary>
    public async Task<(Head Head, Chain Chain)?> LockHeadAsync(DocumentKey key)
    {
        var found = await connection.ReadAsync($"SELECT {HeadColumns.All} FROM documents d WHERE d.collection = $1 AND d.id = $2 FOR UPDATE", HeadColumns.Read, Column.One(key.Collection), Column.One(key.Id));
        return found is [var (_, head, chain)] ? (head, chain) : null;
    }

    /// <summary>The stored session records of a document.</summary>
    public Task<List<(SessionKey Session, SessionRecord Record)>> RecordsAsync(DocumentKey key) => connection.ReadAsync(
        "SELECT session, accepted_at, record, submission_type, submission_body FROM sessions WHERE collection = $1 AND id = $2",
        row => (SessionKey.FromBytes(row.GetFieldValue<byte[]>(0)), BatchReading.ReadRecord(row)),
        Column.One(key.Collection), Column.One(key.Id));

    /// <summary>The record of a session, with the versions that are not in the stored record yet.</summary>
    public SessionRecord ReadRecord(DocumentKey key, Head head, Chain chain, SessionKey session, SessionLimits limits)
    {
        var open = new OpenDocument(key, head, limits);
        new BatchReading(connection, limits).Load([(new BatchedDocument(open, chain), new Missing.Record(session))]);
        return open.RecordOf(session)!;
    }

    /// <summary>The sessions of a user's versions in a slice of the log, in the order of documents.</summary>
    public Task<List<(DocumentKey Document, SessionKey Session)>> SessionsAsync(string user, long after, long until) => connection.ReadAsync("""
        SELECT DISTINCT collection, id, session FROM revisions WHERE position > $2 AND position <= $3 AND saved_by = $1 AND session IS NOT NULL ORDER BY collection, id
        """,
        row => (new DocumentKey(row.GetString(0), row.GetString(1)), SessionKey.FromBytes(row.GetFieldValue<byte[]>(2))),
        Column.One(user), Column.One(after), Column.One(until));

    /// <summary>See <see cref="IEraser.ListDocumentsOfAsync"/>.</summary>
    public Task<List<OwnedDocument>> DocumentsOfAsync(string user) => connection.ReadAsync("""
        SELECT r.collection, r.id, true FROM roles r
        WHERE r.user_id = $1 AND NOT EXISTS (SELECT 1 FROM roles o WHERE o.collection = r.collection AND o.id = r.id AND o.user_id <> $1)
        UNION ALL
        SELECT d.collection, d.id, false FROM documents d
        WHERE d.created_by = $1 AND NOT EXISTS (SELECT 1 FROM roles o WHERE o.collection = d.collection AND o.id = d.id)
        """,
        row => new OwnedDocument(new DocumentKey(row.GetString(0), row.GetString(1)), row.GetBoolean(2)), Column.One(user));

    /// <summary>The newest position of all versions.</summary>
    public async Task<long> LastPositionAsync() => (await connection.ReadAsync("SELECT coalesce(max(position), 0) FROM revisions", row => row.GetInt64(0)))[0];

    /// <summary>Runs a query for the keys of documents.</summary>
    public Task<List<DocumentKey>> KeysAsync(string sql, params NpgsqlParameter[] values) => connection.ReadAsync(sql, row => new DocumentKey(row.GetString(0), row.GetString(1)), values);

    /// <summary>Runs a statement.</summary>
    /// <returns>The number of changed rows.</returns>
    public Task<int> ExecuteAsync(string sql, params NpgsqlParameter[] values) => connection.ExecuteAsync(sql, values);
}
