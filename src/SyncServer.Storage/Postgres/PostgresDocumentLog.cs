using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The append-only log on PostgreSQL: one transaction and at most three round trips for a batch, whatever its size. Hold the documents,
/// read what else the decisions need, write and commit. Several batches may run at once.
/// </summary>
internal sealed class PostgresDocumentLog(NpgsqlDataSource database, PostgresCircuit circuit, SeenDocuments seen, TimeProvider time) : IDocumentLog, IDisposable
{
    // A batch costs the database nearly the same whatever its size: a second one at a time pays only where there are processors to spare.
    private static readonly int Batches = Math.Clamp(Environment.ProcessorCount / 4, 1, 4);

    private readonly CommitThreads _threads = new(Batches);

    /// <inheritdoc/>
    public int MostBatches => Batches;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SaveDecision>> CommitAsync(IReadOnlyList<SaveCommand> batch) =>
        await _threads.RunAsync(() => circuit.Run(() => Commit(batch)));

    public void Dispose() => _threads.Dispose();

    private SaveDecision[] Commit(IReadOnlyList<SaveCommand> batch)
    {
        // Disposing a connection inside a transaction rolls it back.
        using var connection = database.OpenConnection();
        var (documents, now) = Hold(connection, batch);
        new BatchReading(batch, documents).Run(connection);

        var decisions = new SaveDecision[batch.Count];
        for (var i = 0; i < decisions.Length; i++)
        {
            decisions[i] = documents[batch[i].Key].Save(batch[i], now);
        }

        // Held until the commit: nobody else makes a version before that.
        var seenAt = time.GetTimestamp();
        new BatchWriting(documents.Values).Run(connection);
        foreach (var document in documents.Values.Where(d => d.Head is not null))
        {
            seen.Put(document.Key, new SeenDocument(document.Head!, document.Chain, document.Content, document.IsLocked, seenAt));
        }

        return decisions;
    }

    /// <summary>Locks the rows in the order of their keys, so that two nodes never wait for each other in a ring, and then reads the clock.</summary>
    private (SortedDictionary<DocumentKey, BatchedDocument> Documents, DateTimeOffset Now) Hold(NpgsqlConnection connection, IReadOnlyList<SaveCommand> batch)
    {
        var documents = new SortedDictionary<DocumentKey, BatchedDocument>(KeyOrder);
        foreach (var command in batch)
        {
            documents[command.Key] = new BatchedDocument(command.Key);
        }

        using var holding = new NpgsqlBatch(connection);
        holding.Add("BEGIN");
        holding.Add($"""
            SELECT {HeadColumns.All} FROM documents d
            JOIN unnest($1, $2) AS k (collection, id) ON d.collection = k.collection AND d.id = k.id
            ORDER BY d.collection, d.id FOR UPDATE OF d
            """, Column.Of(documents.Keys, k => k.Collection), Column.Of(documents.Keys, k => k.Id));
        var creating = batch.Where(c => c.Precondition is Precondition.IfNoneMatchAny).Select(c => c.Key).ToList();
        if (creating.Count > 0)
        {
            holding.Add($"""
                SELECT pg_advisory_xact_lock_shared({UnseenDocuments.Class}, k.bucket) FROM (
                    SELECT DISTINCT k.bucket FROM unnest($1, $2, $3) AS k (collection, id, bucket)
                    WHERE NOT EXISTS (SELECT 1 FROM documents d WHERE d.collection = k.collection AND d.id = k.id)
                    ORDER BY k.bucket OFFSET 0) AS k
                """, Column.Of(creating, k => k.Collection), Column.Of(creating, k => k.Id), Column.Of(creating, UnseenDocuments.BucketOf));
        }

        // After the documents are held: whoever changes their locks holds them too.
        holding.Add($"""
            SELECT {LockColumns.All} FROM locks l
            JOIN unnest($1, $2) AS k (collection, id) ON l.collection = k.collection AND l.id = k.id
            ORDER BY l.fence
            """, Column.Of(documents.Keys, k => k.Collection), Column.Of(documents.Keys, k => k.Id));
        // After the locks: a time from before them could lie before the last save of another node.
        holding.Add("SELECT date_trunc('milliseconds', clock_timestamp())");
        using var rows = holding.ExecuteReader();
        while (rows.Read())
        {
            var (key, head, chain) = HeadColumns.Read(rows);
            documents[key] = new BatchedDocument(key, head, chain, seen.ContentOf(key, head.ETag));
        }

        if (creating.Count > 0)
        {
            rows.NextResult();
        }

        rows.NextResult();
        while (rows.Read())
        {
            var (key, held) = LockColumns.Read(rows);
            documents[key].Load(held);
        }

        rows.NextResult();
        rows.Read();
        return (documents, time == TimeProvider.System ? rows.GetFieldValue<DateTimeOffset>(0) : time.GetUtcNow());
    }

    private static readonly Comparer<DocumentKey> KeyOrder = Comparer<DocumentKey>.Create((one, other) =>
        string.CompareOrdinal(one.Collection, other.Collection) is var order and not 0 ? order : string.CompareOrdinal(one.Id, other.Id));
}
