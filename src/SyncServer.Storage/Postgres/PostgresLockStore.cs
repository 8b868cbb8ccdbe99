using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Locks on PostgreSQL. A change is one transaction of two round trips. It locks the row of the document, as a save does, or takes an advisory lock if the
/// document does not exist (<see cref="AbsentDocumentLocks"/>).
/// </summary>
internal sealed class PostgresLockStore(
    NpgsqlDataSource database, PostgresConnections connections, PostgresCircuit circuit, HeadCache heads, TimeProvider time) : ILockStore, IDisposable
{
    private const string LockDocument = "SELECT 1 FROM documents WHERE collection = $1 AND id = $2 FOR UPDATE";

    // Not the threads of the log, as a change may wait for a batch.
    private readonly CommitThreads _threads = new(2);

    /// <inheritdoc/>
    public async Task<LockDecision> ChangeAsync(LockCommand command) => await _threads.RunAsync(() => circuit.Run(() => Change(command)));

    /// <inheritdoc/>
    public bool MayHaveLocks(DocumentKey key) => heads.TryGet(key, out var document) && document.HasLocks;

    /// <inheritdoc/>
    public Task<ILookup<string, DocumentLock>> ListAsync(string collection, IReadOnlyCollection<string> ids) => circuit.RunAsync(async cancellation =>
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var reading = new NpgsqlBatch(connection);
        reading.Add(
            $"SELECT {LockColumns.All} FROM locks l JOIN unnest($2) AS k (id) ON l.collection = $1 AND l.id = k.id ORDER BY l.fence",
            Column.One(collection), Column.Of(ids, id => id));
        reading.Add("SELECT clock_timestamp()");
        await using var rows = await reading.ExecuteReaderAsync(cancellation);
        var locks = new List<(DocumentKey Key, DocumentLock Lock)>();
        while (await rows.ReadAsync(cancellation))
        {
            locks.Add(LockColumns.Read(rows));
        }

        var now = ReadTime(rows);
        return locks.Where(l => l.Lock.IsLive(now)).ToLookup(l => l.Key.Id, l => l.Lock, StringComparer.Ordinal);
    }).AsTask();

    /// <inheritdoc/>
    public Task<IReadOnlyList<DocumentKey>> FindExpiredAsync() => circuit.RunAsync<IReadOnlyList<DocumentKey>>(async cancellation =>
    {
        await using var query = database.CreateCommand($"""
            SELECT DISTINCT collection, id FROM locks, coalesce($1, floor(extract(epoch FROM clock_timestamp()) * 1000)) AS now
            WHERE expires_at <= now OR expires_at - ttl > now + {(long)DocumentLock.MaxClockStep.TotalMilliseconds} LIMIT {ILockStore.MaxExpired}
            """);
        query.Parameters.Add(Column.One<long?>(time == TimeProvider.System ? null : time.GetUtcNow().ToUnixTimeMilliseconds()));
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        var keys = new List<DocumentKey>();
        while (await rows.ReadAsync(cancellation))
        {
            keys.Add(new DocumentKey(rows.GetString(0), rows.GetString(1)));
        }

        return keys;
    }).AsTask();

    public void Dispose() => _threads.Dispose();

    private LockDecision Change(LockCommand command)
    {
        // Disposing a connection inside a transaction rolls it back.
        using var connection = database.OpenConnection();
        var (state, now) = LockAndRead(connection, command.Key);
        var decision = LockRules.Decide(command, state, now);
        Write(connection, command.Key, decision);
        if (decision.LockToWrite is not null && heads.TryGet(command.Key, out var document))
        {
            heads.Put(command.Key, document with { HasLocks = true });
        }

        return decision;
    }

    private (LockState State, DateTimeOffset Now) LockAndRead(NpgsqlConnection connection, DocumentKey key)
    {
        using var holding = new NpgsqlBatch(connection);
        holding.AddAll(connections.Begin);
        holding.Add(LockDocument, Column.One(key.Collection), Column.One(key.Id));
        holding.Add(
            $"SELECT pg_advisory_xact_lock({AbsentDocumentLocks.Class}, $3) WHERE NOT EXISTS (SELECT 1 FROM documents WHERE collection = $1 AND id = $2)",
            Column.One(key.Collection), Column.One(key.Id), Column.One(AbsentDocumentLocks.BucketOf(key)));
        // The document may have been created while this waited for the advisory lock.
        holding.Add(LockDocument, Column.One(key.Collection), Column.One(key.Id));
        holding.Add("SELECT fence FROM lock_fences WHERE collection = $1 AND id = $2", Column.One(key.Collection), Column.One(key.Id));
        holding.Add($"SELECT {LockColumns.All} FROM locks l WHERE l.collection = $1 AND l.id = $2 ORDER BY l.fence", Column.One(key.Collection), Column.One(key.Id));
        // Read after all locks are acquired.
        holding.Add("SELECT clock_timestamp()");
        using var rows = holding.ExecuteReader();
        rows.NextResult();
        rows.NextResult();
        rows.NextResult();
        var fence = rows.Read() ? rows.GetInt64(0) : 0;
        rows.NextResult();
        var locks = new List<DocumentLock>();
        while (rows.Read())
        {
            locks.Add(LockColumns.Read(rows).Lock);
        }

        return (new LockState(locks, fence), ReadTime(rows));
    }

    private static void Write(NpgsqlConnection connection, DocumentKey key, LockDecision decision)
    {
        using var writing = new NpgsqlBatch(connection);
        if (decision.LocksToRemove.Count > 0)
        {
            writing.Add(
                "DELETE FROM locks WHERE collection = $1 AND id = $2 AND fence = ANY ($3)",
                Column.One(key.Collection), Column.One(key.Id), Column.Of(decision.LocksToRemove, l => l.Fence));
        }

        if (decision.LockToWrite is { } kept)
        {
            var row = LockRow.Of(key, kept);
            writing.Add("""
                INSERT INTO locks (collection, id, fence, scope, session, holder, holder_name, ttl, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                ON CONFLICT (collection, id, fence) DO UPDATE SET ttl = excluded.ttl, expires_at = excluded.expires_at
                """,
                Column.One(row.Collection), Column.One(row.Id), Column.One(row.Fence), Column.One(row.Scope), Column.One(row.Session),
                Column.One(row.Holder), Column.One(row.HolderName), Column.One(row.Ttl), Column.One(row.ExpiresAt));
            writing.Add("""
                INSERT INTO lock_fences (collection, id, fence) VALUES ($1, $2, $3)
                ON CONFLICT (collection, id) DO UPDATE SET fence = excluded.fence WHERE lock_fences.fence < excluded.fence
                """, Column.One(row.Collection), Column.One(row.Id), Column.One(row.Fence));
        }

        writing.Add("COMMIT");
        writing.ExecuteCommit();
    }

    /// <summary>Reads the time by the clock that decides saves: the next result set, if that is the clock of the database.</summary>
    private DateTimeOffset ReadTime(NpgsqlDataReader rows)
    {
        rows.NextResult();
        rows.Read();
        // Truncated to the stored resolution.
        return DateTimeOffset.FromUnixTimeMilliseconds((time == TimeProvider.System ? rows.GetFieldValue<DateTimeOffset>(0) : time.GetUtcNow()).ToUnixTimeMilliseconds());
    }
}
