using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>The statements of thinning, on a separate connection. Each is one round trip.</summary>
internal sealed class ThinningQueries(NpgsqlConnection connection)
{
    // An arbitrary number that no other advisory lock of this server uses.
    private const long AdvisoryLock = 0x53594E435448494E;

    // Two documents with the same hash only wait for each other.
    private const string DocumentLock = "hashtextextended($1, 6006)";

    /// <summary>Acquires the lock of the node that thins, until the connection ends; false if another node holds it.</summary>
    public async Task<bool> LockAsync() => await One("SELECT pg_try_advisory_lock($1)", row => row.GetBoolean(0), Column.One(AdvisoryLock));

    /// <summary>Releases the lock at once. Without it the lock would be held until the database notices that the connection is closed.</summary>
    public async Task UnlockAsync()
    {
        try
        {
            await One("SELECT pg_advisory_unlock($1)", row => row.GetBoolean(0), Column.One(AdvisoryLock));
        }
        catch (NpgsqlException)
        {
            // The connection is broken, which releases the lock too.
        }
    }

    /// <summary>Excludes other code that changes old versions of a document, until <see cref="UnlockDocumentAsync"/>.</summary>
    public Task LockDocumentAsync(DocumentKey key) => connection.ExecuteAsync($"SELECT pg_advisory_lock({DocumentLock})", Column.One(key.ToString()));

    /// <summary>Ends <see cref="LockDocumentAsync"/>.</summary>
    public Task UnlockDocumentAsync(DocumentKey key) => connection.ExecuteAsync($"SELECT pg_advisory_unlock({DocumentLock})", Column.One(key.ToString()));

    /// <summary>The database's clock.</summary>
    public async Task<DateTimeOffset> NowAsync() => await One("SELECT clock_timestamp()", row => row.GetFieldValue<DateTimeOffset>(0));

    /// <summary>The next collection by name; null after the last.</summary>
    public Task<string?> CollectionAsync(string after) =>
        One("SELECT collection FROM documents WHERE collection > $1 ORDER BY collection LIMIT 1", row => row.GetString(0), Column.One(after));

    /// <summary>The documents after one, with the progress of thinning and whether there may be more to thin.</summary>
    public Task<List<ThinningDocument>> DocumentsAsync(string collection, string after, ThinningAges ages, DateTimeOffset now, int limit) => connection.ReadAsync("""
        SELECT d.id, coalesce(t.all_from, 1), coalesce(t.runs_from, 1), coalesce(t.sessions_from, 1), d.version > 1 AND CASE WHEN t.id IS NULL
            THEN (SELECT f.saved_at FROM revisions f WHERE f.collection = d.collection AND f.id = d.id ORDER BY f.version LIMIT 1) NOT BETWEEN $3 AND $7
            ELSE (d.version >= t.all_from AND t.all_at NOT BETWEEN $3 AND $7) OR (d.version >= t.runs_from AND t.runs_at NOT BETWEEN $4 AND $7)
                OR (d.version >= t.sessions_from AND t.sessions_at NOT BETWEEN $5 AND $7) END
        FROM (SELECT collection, id, version FROM documents WHERE collection = $1 AND id > $2 ORDER BY id LIMIT $6) AS d
        LEFT JOIN thinning t ON t.collection = d.collection AND t.id = d.id
        ORDER BY d.id
        """,
        row => new ThinningDocument(new DocumentKey(collection, row.GetString(0)), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetBoolean(4)),
        Column.One(collection), Column.One(after), Column.One(now - ages.All), Column.One(now - ages.Runs), Column.One(now - ages.Sessions), Column.One((long)limit),
        Column.One(now + IHistoryThinner.MaxClockStep));

    /// <summary>The versions of the segment of the first version that is left from a number on, and the next version after the segment, if any.</summary>
    public async Task<(long Snapshot, List<HistoryLine> Segment, HistoryLine? Next)> LinesAsync(DocumentKey key, long from)
    {
        // One row more than the maximum of a segment.
        var rows = await connection.ReadAsync($"""
            SELECT r.snapshot, r.version, r.saved_at, r.session, r.saved_by, r.outcome, r.deleted FROM revisions r
            WHERE r.collection = $1 AND r.id = $2 AND r.version >= (
                SELECT f.snapshot FROM revisions f WHERE f.collection = $1 AND f.id = $2 AND f.version >= $3 ORDER BY f.version LIMIT 1)
            ORDER BY r.version LIMIT {Chain.MaxLength + 1}
            """,
            row => (Snapshot: row.GetInt64(0), Line: (HistoryLine?)ReadLine(row)), Column.One(key.Collection), Column.One(key.Id), Column.One(from));
        var snapshot = rows.FirstOrDefault().Snapshot;
        return (snapshot, rows.TakeWhile(r => r.Snapshot == snapshot).Select(r => r.Line!.Value).ToList(), rows.FirstOrDefault(r => r.Snapshot != snapshot).Line);
    }

    /// <summary>The payloads of a range of versions.</summary>
    public Task<List<(long Version, Payload Payload)>> PayloadsAsync(DocumentKey key, long from, long to) => connection.ReadAsync("""
        SELECT version, prefix, suffix, payload FROM revisions
        WHERE collection = $1 AND id = $2 AND version BETWEEN $3 AND $4 ORDER BY version
        """,
        row => (row.GetInt64(0), new Payload(row.GetInt32(1), row.GetInt32(2), row.GetFieldValue<byte[]>(3))),
        Column.One(key.Collection), Column.One(key.Id), Column.One(from), Column.One(to));

    /// <summary>Removes versions and rewrites the payloads of others in one transaction.</summary>
    public async Task WriteAsync(DocumentKey key, SegmentThinning thinning)
    {
        // A batch without BEGIN is one transaction.
        await using var writing = new NpgsqlBatch(connection);
        writing.Add("DELETE FROM revisions WHERE collection = $1 AND id = $2 AND version = ANY ($3)",
            Column.One(key.Collection), Column.One(key.Id), Column.Of(thinning.Removed, version => version));
        writing.Add("""
            UPDATE revisions r SET prefix = k.prefix, suffix = k.suffix, payload = k.payload
            FROM unnest($3, $4, $5, $6) AS k (version, prefix, suffix, payload)
            WHERE r.collection = $1 AND r.id = $2 AND r.version = k.version
            """,
            Column.One(key.Collection), Column.One(key.Id), Column.Of(thinning.Rewritten, r => r.Version), Column.Of(thinning.Rewritten, r => r.Payload.Prefix),
            Column.Of(thinning.Rewritten, r => r.Payload.Suffix), Column.Of(thinning.Rewritten, r => r.Payload.Bytes.ToArray()));
        await connection.ConfirmAsync(() => writing.ExecuteNonQueryAsync());
    }

    /// <summary>Stores the progress of thinning in a document.</summary>
    public Task SaveProgressAsync(DocumentKey key, (long From, DateTimeOffset At) all, (long From, DateTimeOffset At) runs, (long From, DateTimeOffset At) sessions) => connection.ExecuteAsync("""
        INSERT INTO thinning (collection, id, all_from, all_at, runs_from, runs_at, sessions_from, sessions_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (collection, id) DO UPDATE SET
            all_from = excluded.all_from, all_at = excluded.all_at, runs_from = excluded.runs_from, runs_at = excluded.runs_at,
            sessions_from = excluded.sessions_from, sessions_at = excluded.sessions_at
        """,
        Column.One(key.Collection), Column.One(key.Id), Column.One(all.From), Column.One(all.At), Column.One(runs.From), Column.One(runs.At), Column.One(sessions.From), Column.One(sessions.At));

    /// <summary>The versions that the live session records of a document refer to.</summary>
    public async Task<IEnumerable<long>> ReferredBySessionsAsync(DocumentKey key, DateTimeOffset now, SessionLimits limits)
    {
        // The record of the last writer may refer to its newest versions, which are not in the stored record yet.
        var run = await connection.ReadAsync("""
            SELECT r.version FROM documents d
            JOIN revisions r ON r.collection = d.collection AND r.id = d.id AND r.version > d.version - $3 AND r.session = d.session
            WHERE d.collection = $1 AND d.id = $2 AND d.accepted_at >= $4
            """,
            row => row.GetInt64(0), Column.One(key.Collection), Column.One(key.Id), Column.One((long)limits.WriteEvery), Column.One(now - limits.Life));
        // The stored record of the last writer is used as long as its newest version is young enough.
        var records = await connection.ReadAsync("""
            SELECT s.accepted_at, s.record FROM sessions s JOIN documents d ON d.collection = s.collection AND d.id = s.id
            WHERE s.collection = $1 AND s.id = $2 AND (s.accepted_at >= $3 OR (d.session = s.session AND d.accepted_at >= $3))
            """,
            row => SessionBlob.Unpack(row.GetFieldValue<byte[]>(1), row.GetFieldValue<DateTimeOffset>(0), content: null),
            Column.One(key.Collection), Column.One(key.Id), Column.One(now - limits.Life));
        return records.SelectMany(record => record.Versions).Concat(run);
    }

    /// <summary>The session records after one, by key.</summary>
    public Task<List<ThinningSession>> SessionsAsync(ThinningSession after, int limit) => connection.ReadAsync("""
        SELECT collection, id, session, accepted_at FROM sessions WHERE (collection, id, session) > ($1, $2, $3)
        ORDER BY collection, id, session LIMIT $4
        """,
        row => new ThinningSession(new DocumentKey(row.GetString(0), row.GetString(1)), row.GetFieldValue<byte[]>(2), row.GetFieldValue<DateTimeOffset>(3)),
        Column.One(after.Key.Collection), Column.One(after.Key.Id), Column.One(after.Session), Column.One((long)limit));

    /// <summary>
    /// Deletes session records, unless they were written again since or their session is the last writer. A record that is being written is skipped until the
    /// next pass.
    /// </summary>
    /// <returns>The number of deleted records.</returns>
    public Task<int> DeleteAsync(IReadOnlyList<ThinningSession> sessions) => connection.ExecuteAsync("""
        DELETE FROM sessions WHERE ctid = ANY (ARRAY(
            SELECT s.ctid FROM unnest($1, $2, $3, $4) AS k (collection, id, session, accepted_at)
            JOIN sessions s ON s.collection = k.collection AND s.id = k.id AND s.session = k.session AND s.accepted_at = k.accepted_at
            JOIN documents d ON d.collection = s.collection AND d.id = s.id AND d.session IS DISTINCT FROM s.session
            FOR UPDATE OF s SKIP LOCKED))
        """,
        Column.Of(sessions, s => s.Key.Collection), Column.Of(sessions, s => s.Key.Id), Column.Of(sessions, s => s.Session), Column.Of(sessions, s => s.AcceptedAt));

    /// <summary>The conflicts of a collection after one, by key.</summary>
    public Task<List<ThinningConflict>> ConflictsAsync(ThinningConflict after, int limit) => connection.ReadAsync("""
        SELECT id, conflict, at, base, head, settled_version FROM conflicts WHERE collection = $1 AND (id, conflict) > ($2, $3)
        ORDER BY id, conflict LIMIT $4
        """,
        row => new ThinningConflict(
            new DocumentKey(after.Key.Collection, row.GetString(0)), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
            [.. new[] { row.GetFieldValue<long?>(3), row.GetInt64(4), row.GetFieldValue<long?>(5) }.OfType<long>()]),
        Column.One(after.Key.Collection), Column.One(after.Key.Id), Column.One(after.Conflict), Column.One((long)limit));

    /// <summary>Deletes conflicts. One that is being written is skipped until the next pass.</summary>
    /// <returns>The number of deleted conflicts.</returns>
    public Task<int> DeleteAsync(IReadOnlyList<ThinningConflict> conflicts) => connection.ExecuteAsync("""
        DELETE FROM conflicts WHERE ctid = ANY (ARRAY(
            SELECT c.ctid FROM unnest($1, $2, $3) AS k (collection, id, conflict)
            JOIN conflicts c ON c.collection = k.collection AND c.id = k.id AND c.conflict = k.conflict
            FOR UPDATE OF c SKIP LOCKED))
        """,
        Column.Of(conflicts, c => c.Key.Collection), Column.Of(conflicts, c => c.Key.Id), Column.Of(conflicts, c => c.Conflict));

    private static HistoryLine ReadLine(NpgsqlDataReader row) => new(
        row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2),
        HistoryLine.WriterOf(row.IsDBNull(3) ? null : SessionKey.FromBytes(row.GetFieldValue<byte[]>(3)), row.GetString(4)),
        (SaveOutcome)row.GetInt16(5), row.GetBoolean(6));

    private async Task<T?> One<T>(string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] values) =>
        (await connection.ReadAsync(sql, read, values)).FirstOrDefault();
}

/// <summary>The ages at which versions may be removed.</summary>
/// <param name="All">How long all versions are kept.</param>
/// <param name="Runs">How long the last versions of runs are kept.</param>
/// <param name="Sessions">After how long no session record refers to a version any more.</param>
internal sealed record ThinningAges(TimeSpan All, TimeSpan Runs, TimeSpan Sessions);

/// <summary>A document and its progress of thinning.</summary>
/// <param name="Key">The document.</param>
/// <param name="AllFrom">The first version that is not processed at the first age of <see cref="ThinningAges"/>.</param>
/// <param name="RunsFrom">The first version that is not processed at the second age.</param>
/// <param name="SessionsFrom">The first version that is not processed at the third age.</param>
/// <param name="Due">Whether more versions may have reached an age.</param>
internal sealed record ThinningDocument(DocumentKey Key, long AllFrom, long RunsFrom, long SessionsFrom, bool Due);

/// <summary>A stored session record.</summary>
/// <param name="Key">The document.</param>
/// <param name="Session">The session.</param>
/// <param name="AcceptedAt">When the session's last save was accepted.</param>
internal sealed record ThinningSession(DocumentKey Key, byte[] Session, DateTimeOffset AcceptedAt);

/// <summary>A conflict on record.</summary>
/// <param name="Key">The document.</param>
/// <param name="Conflict">Its id.</param>
/// <param name="At">When it occurred.</param>
/// <param name="Versions">The versions that it refers to.</param>
internal sealed record ThinningConflict(DocumentKey Key, string Conflict, DateTimeOffset At, IReadOnlyList<long> Versions);
