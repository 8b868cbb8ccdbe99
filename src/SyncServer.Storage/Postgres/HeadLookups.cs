using Npgsql;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Reads heads, one query at a time. A query reads all documents that were requested while the previous query was in flight. It begins after the requests, so
/// it sees everything that was committed before them.
/// </summary>
internal sealed class HeadLookups(NpgsqlDataSource database, PostgresCircuit circuit, HeadCache heads, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Dictionary<DocumentKey, TaskCompletionSource<Head?>> _requested = [];
    private bool _isRunning;

    /// <summary>Reads the head of a document; null if the document does not exist.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<Head?> FindAsync(DocumentKey key)
    {
        lock (_lock)
        {
            if (!_requested.TryGetValue(key, out var result))
            {
                _requested[key] = result = new TaskCompletionSource<Head?>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (!_isRunning)
            {
                _isRunning = true;
                ThreadPool.UnsafeQueueUserWorkItem(_ => _ = RunAsync(), state: null);
            }

            return result.Task;
        }
    }

    private async Task RunAsync()
    {
        while (Take() is { } requested)
        {
            try
            {
                var found = await circuit.RunAsync(cancellation => QueryAsync(requested.Keys, cancellation));
                foreach (var (key, result) in requested)
                {
                    result.SetResult(found.GetValueOrDefault(key));
                }
            }
            catch (Exception e)
            {
                foreach (var result in requested.Values)
                {
                    result.SetException(e);
                }
            }
        }
    }

    private Dictionary<DocumentKey, TaskCompletionSource<Head?>>? Take()
    {
        lock (_lock)
        {
            var requested = _requested;
            _isRunning = requested.Count > 0;
            _requested = _isRunning ? [] : _requested;
            return _isRunning ? requested : null;
        }
    }

    private async ValueTask<Dictionary<DocumentKey, Head>> QueryAsync(IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellation)
    {
        var readAt = time.GetTimestamp();
        await using var query = database.CreateCommand($"""
            SELECT {HeadColumns.All}, EXISTS (SELECT 1 FROM locks l WHERE l.collection = d.collection AND l.id = d.id) AS locked FROM documents d
            JOIN unnest($1, $2) AS k (collection, id) ON d.collection = k.collection AND d.id = k.id
            """);
        query.Parameters.Add(Column.Of(keys, k => k.Collection));
        query.Parameters.Add(Column.Of(keys, k => k.Id));
        var found = new Dictionary<DocumentKey, Head>();
        await using var rows = await query.ExecuteReaderAsync(cancellation);
        while (await rows.ReadAsync(cancellation))
        {
            var (key, head, chain) = HeadColumns.Read(rows);
            found[key] = head;
            heads.Put(key, new CachedHead(head, chain, heads.ContentOf(key, head.ETag), rows.GetBoolean(rows.GetOrdinal("locked")), readAt));
        }

        return found;
    }
}
