using Npgsql;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Looks for newest versions: one statement at a time, for all the documents that were asked for while the one before was under way. A
/// look begins after it was asked for, so it sees whatever was committed by then.
/// </summary>
internal sealed class HeadLooks(NpgsqlDataSource database, PostgresCircuit circuit, HeadCache seen, TimeProvider time)
{
    private readonly Lock _lock = new();
    private Dictionary<DocumentKey, TaskCompletionSource<Head?>> _asked = [];
    private bool _looking;

    /// <summary>The newest version; null where the document was never seen.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public Task<Head?> LookAsync(DocumentKey key)
    {
        lock (_lock)
        {
            if (!_asked.TryGetValue(key, out var answer))
            {
                _asked[key] = answer = new TaskCompletionSource<Head?>(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (!_looking)
            {
                _looking = true;
                ThreadPool.UnsafeQueueUserWorkItem(_ => _ = LookWhileAskedAsync(), state: null);
            }

            return answer.Task;
        }
    }

    private async Task LookWhileAskedAsync()
    {
        while (Take() is { } asked)
        {
            try
            {
                var found = await circuit.RunAsync(cancellation => FindAsync(asked.Keys, cancellation));
                foreach (var (key, answer) in asked)
                {
                    answer.SetResult(found.GetValueOrDefault(key));
                }
            }
            catch (Exception e)
            {
                foreach (var answer in asked.Values)
                {
                    answer.SetException(e);
                }
            }
        }
    }

    private Dictionary<DocumentKey, TaskCompletionSource<Head?>>? Take()
    {
        lock (_lock)
        {
            var asked = _asked;
            _looking = asked.Count > 0;
            _asked = _looking ? [] : _asked;
            return _looking ? asked : null;
        }
    }

    private async ValueTask<Dictionary<DocumentKey, Head>> FindAsync(IReadOnlyCollection<DocumentKey> keys, CancellationToken cancellation)
    {
        var seenAt = time.GetTimestamp();
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
            seen.Put(key, new SeenDocument(head, chain, seen.ContentOf(key, head.ETag), rows.GetBoolean(rows.GetOrdinal("locked")), seenAt));
        }

        return found;
    }
}
