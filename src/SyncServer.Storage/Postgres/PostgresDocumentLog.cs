using Npgsql;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The append-only log on PostgreSQL. A batch is one transaction of three round trips, whatever its size: lock the documents, read what the decisions need,
/// write and commit. If the prefetch was not complete, there are more round trips. Several batches may run at a time.
/// </summary>
internal sealed class PostgresDocumentLog(
    NpgsqlDataSource database, PostgresConnections connections, PostgresCircuit circuit, HeadCache heads, SessionLimits sessions, TimeProvider time) : IDocumentLog, IDisposable
{
    // The cost of a batch hardly depends on its size, so concurrent batches pay off only if there are spare processors.
    private static readonly int Batches = Math.Clamp(Environment.ProcessorCount / 4, 1, 4);

    private readonly CommitThreads _threads = new(Batches);

    /// <inheritdoc/>
    public int MaxBatches => Batches;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SaveDecision>> CommitAsync(IReadOnlyList<SaveCommand> batch, QuotaUsage? quotas = null) =>
        await _threads.RunAsync(() => circuit.Run(() => Commit(batch, quotas)));

    public void Dispose() => _threads.Dispose();

    private SaveDecision[] Commit(IReadOnlyList<SaveCommand> batch, QuotaUsage? quotas)
    {
        // Disposing a connection inside a transaction rolls it back.
        using var connection = database.OpenConnection();
        var (documents, now) = LockDocuments(connection, batch);
        var reading = new BatchReading(connection, sessions);
        reading.Load(batch.GroupBy(command => command.Key).SelectMany(commands =>
            Prefetch.Of(documents[commands.Key].Open, [.. commands], sessions, now).Select(missing => (documents[commands.Key], missing))));

        var decisions = new SaveDecision[batch.Count];
        for (var i = 0; i < decisions.Length; i++)
        {
            var document = documents[batch[i].Key];
            while (document.Open.FindMissing(batch[i], now) is { } missing)
            {
                reading.Load([(document, missing)]);
            }

            decisions[i] = document.Open.Decide(batch[i], now, quotas);
            quotas = quotas?.After(batch[i], decisions[i]);
        }

        reading.Load([.. documents.Values.SelectMany(d =>
            d.Open.ChangedRecords.Where(session => d.Open.RecordOf(session) is null).Select(session => (d, (Missing)new Missing.Record(session))))]);
        // The rows are locked until the commit, so these are the newest versions at this time.
        var readAt = time.GetTimestamp();
        var chains = BatchWriting.Run(connection, documents.Values);
        foreach (var document in documents.Values.Select(d => d.Open))
        {
            if (document.Head is { } head)
            {
                heads.Put(document.Key, new CachedHead(head, chains[document.Key], document.Content, document.HasLocks, readAt));
            }
        }

        return decisions;
    }

    /// <summary>
    /// Locks the rows in the order of their keys, so that two nodes do not deadlock. Then it reads the locks and roles, which change only under these row locks,
    /// and last the clock.
    /// </summary>
    private (SortedDictionary<DocumentKey, BatchedDocument> Documents, DateTimeOffset Now) LockDocuments(NpgsqlConnection connection, IReadOnlyList<SaveCommand> batch)
    {
        var documents = new SortedDictionary<DocumentKey, BatchedDocument>(KeyOrder);
        foreach (var command in batch)
        {
            documents[command.Key] = new BatchedDocument(new OpenDocument(command.Key, found: null, sessions), default);
        }

        using var holding = new NpgsqlBatch(connection);
        holding.AddAll(connections.Begin);
        holding.Add($"""
            SELECT {HeadColumns.All} FROM documents d
            JOIN unnest($1, $2) AS k (collection, id) ON d.collection = k.collection AND d.id = k.id
            ORDER BY d.collection, d.id FOR UPDATE OF d
            """, Column.Of(documents.Keys, k => k.Collection), Column.Of(documents.Keys, k => k.Id));
        var creating = batch.Where(c => c.Precondition is Precondition.IfNoneMatchAny).Select(c => c.Key).ToList();
        if (creating.Count > 0)
        {
            holding.Add($"""
                SELECT pg_advisory_xact_lock_shared({AbsentDocumentLocks.Class}, k.bucket) FROM (
                    SELECT DISTINCT k.bucket FROM unnest($1, $2, $3) AS k (collection, id, bucket)
                    WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.collection = k.collection AND d.id = k.id)
                    ORDER BY k.bucket OFFSET 0) AS k
                """, Column.Of(creating, k => k.Collection), Column.Of(creating, k => k.Id), Column.Of(creating, AbsentDocumentLocks.BucketOf));
        }

        // After the rows are locked. Every change of locks or roles locks the document's row too.
        holding.Add($"""
            SELECT {LockColumns.All} FROM locks l
            JOIN unnest($1, $2) AS k (collection, id) ON l.collection = k.collection AND l.id = k.id
            ORDER BY l.fence
            """, Column.Of(documents.Keys, k => k.Collection), Column.Of(documents.Keys, k => k.Id));
        var users = batch.Where(c => c.Policy.Access is CollectionAccess.Private).Select(c => (c.Key, User: c.By.Id)).Distinct().ToList();
        if (users.Count > 0)
        {
            holding.Add("""
                SELECT k.n, r.role, EXISTS (SELECT 1 FROM roles a WHERE a.collection = k.collection AND a.id = k.id)
                FROM unnest($1, $2, $3, $4) AS k (n, collection, id, user_id)
                LEFT JOIN roles r ON r.collection = k.collection AND r.id = k.id AND r.user_id = k.user_id
                """, Column.Of(users.Index(), u => u.Index), Column.Of(users, u => u.Key.Collection), Column.Of(users, u => u.Key.Id), Column.Of(users, u => u.User));
        }

        // Read after the rows are locked. An earlier time could lie before the last save of another node.
        holding.Add($"SELECT date_trunc('milliseconds', clock_timestamp()), {(connections.HasPooler ? PostgresEpochs.IsCurrent : "true")}");
        using var rows = holding.ExecuteReader();
        while (rows.Read())
        {
            var (key, head, chain) = HeadColumns.Read(rows);
            documents[key] = new BatchedDocument(new OpenDocument(key, head, sessions), chain);
            documents[key].Open.Load(heads.ContentOf(key, head.ETag));
        }

        if (creating.Count > 0)
        {
            rows.NextResult();
        }

        rows.NextResult();
        while (rows.Read())
        {
            var (key, loaded) = LockColumns.Read(rows);
            documents[key].Open.Load(loaded);
        }

        if (users.Count > 0)
        {
            rows.NextResult();
            while (rows.Read())
            {
                var (key, user) = users[rows.GetInt32(0)];
                documents[key].Open.Load(user, RoleOf(rows, user, documents[key].Open.Found));
            }
        }

        rows.NextResult();
        rows.Read();
        if (!rows.GetBoolean(1))
        {
            // A pooler keeps its clients when the database behind it is replaced. No position is taken yet in this transaction.
            using var other = database.OpenConnection();
            PostgresEpochs.Begin(other, connections.FirstEpoch);
        }

        return (documents, time == TimeProvider.System ? rows.GetFieldValue<DateTimeOffset>(0) : time.GetUtcNow());
    }

    /// <summary>The role of a user in the current row. The creator is the owner of a document without an access list.</summary>
    private static Role? RoleOf(NpgsqlDataReader row, string user, Head? found) =>
        !row.IsDBNull(1) ? (Role)row.GetInt16(1)
        : !row.GetBoolean(2) && string.Equals(found?.CreatedBy.Id, user, StringComparison.Ordinal) ? Role.Owner
        : null;

    private static readonly Comparer<DocumentKey> KeyOrder = Comparer<DocumentKey>.Create((one, other) =>
        string.CompareOrdinal(one.Collection, other.Collection) is var order and not 0 ? order : string.CompareOrdinal(one.Id, other.Id));
}
