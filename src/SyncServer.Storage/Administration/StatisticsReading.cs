using System.Data.Common;
using System.Globalization;

namespace SyncServer.Storage.Administration;

/// <summary>Reads the statistics of a database. The memory does not depend on the number of documents.</summary>
internal sealed class StatisticsReading(DbConnection connection)
{
    private const int ReportEvery = 100_000;

    /// <summary>Reads everything but the sizes of the files.</summary>
    public async Task<StoreStatistics> ReadAsync(string documents, int largest, Action<long> progress, CancellationToken cancellation)
    {
        var collections = new SortedDictionary<string, CollectionStatistics>(StringComparer.Ordinal);
        var queue = new PriorityQueue<DocumentStatistics, long>();
        var read = 0L;
        await using (var rows = await Command(documents).ExecuteReaderAsync(cancellation))
        {
            while (await rows.ReadAsync(cancellation))
            {
                var (name, deleted) = (rows.GetString(0), Convert.ToBoolean(rows.GetValue(5), CultureInfo.InvariantCulture));
                var document = new DocumentStatistics(name, rows.GetString(1), rows.GetInt64(2), rows.GetInt64(4), rows.GetInt64(3));
                var sum = collections.GetValueOrDefault(name) ?? new CollectionStatistics(name, 0, 0, 0, 0, 0);
                collections[name] = new CollectionStatistics(
                    name, sum.Documents + (deleted ? 0 : 1), sum.Deleted + (deleted ? 1 : 0), sum.Versions + document.Versions,
                    sum.ContentBytes + document.ContentBytes, sum.HistoryBytes + document.HistoryBytes);
                queue.Enqueue(document, document.HistoryBytes);
                if (queue.Count > largest)
                {
                    queue.Dequeue();
                }

                if (++read % ReportEvery == 0)
                {
                    progress(read);
                }
            }
        }

        var all = collections.Values;
        return new StoreStatistics(
            all.Sum(c => c.Documents), all.Sum(c => c.Deleted), all.Sum(c => c.Versions), all.Sum(c => c.ContentBytes), all.Sum(c => c.HistoryBytes), DatabaseBytes: 0, WalBytes: null,
            await NumberAsync("SELECT count(*) FROM sessions", cancellation),
            await NumberAsync("SELECT count(*) FROM conflicts WHERE settled_at IS NULL", cancellation),
            await NumberAsync("SELECT count(*) FROM conflicts WHERE settled_at IS NOT NULL", cancellation),
            await NumberAsync("SELECT count(*) FROM locks", cancellation),
            await NumberAsync("SELECT count(*) FROM accounts", cancellation),
            [.. all], [.. queue.UnorderedItems.Select(item => item.Element).OrderByDescending(d => d.HistoryBytes)]);
    }

    /// <summary>Reads one number.</summary>
    public async Task<long> NumberAsync(string sql, CancellationToken cancellation)
    {
        await using var command = Command(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(cancellation), CultureInfo.InvariantCulture);
    }

    private DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 0;
        return command;
    }
}
