using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Tests.Live;
using SyncServer.Storage.Tests.Saving;
using SyncServer.Testing;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The change feed on PostgreSQL, where transactions may commit in another order than their positions.</summary>
public sealed class PostgresFeedTests() : ChangeFeedContract(new PostgresBackend(cacheBytes: 1 << 20))
{
    private readonly TempDirectory _directory = new();

    private string ConnectionString => ((PostgresBackend)Backend).ConnectionString;

    private string Dump => Path.Combine(_directory.FullPath, "dump.sql");

    [Fact]
    public async Task A_position_in_flight_is_waited_for()
    {
        await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "first"));
        await using var slow = await WriterAsync("slow");
        await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "quick"));
        Assert.Equal(["first"], await IdsAsync());

        await slow.CommitAsync();
        Assert.Equal(["first", "slow", "quick"], await IdsAsync());
    }

    [Fact]
    public async Task A_position_that_was_rolled_back_is_not_waited_for()
    {
        await using (var lost = await WriterAsync("lost"))
        {
            await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "quick"));
            Assert.Empty(await IdsAsync());
            await lost.RollbackAsync();
        }

        Assert.Equal(["quick"], await IdsAsync());
    }

    [Fact]
    public async Task A_page_ends_at_the_watermark_of_a_node_that_started_later()
    {
        await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "first"));
        var first = await Backend.Changes.EndAsync();
        await using (var lost = await WriterAsync("lost"))
        {
            await lost.RollbackAsync();
        }

        await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "second"));
        var second = await Backend.Changes.EndAsync();
        using var late = PostgresStore.Open(ConnectionString, 1 << 20, SessionLimits.Default, TimeProvider.System);
        await using var slow = await WriterAsync("slow");
        await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "third"));

        // The cursor of the other node is valid here, but this node does not know that all missing positions before it were rolled back.
        Assert.Equal(second, await late.Changes.FindAsync(second.ToString()));
        Assert.Equal(first, (await late.Changes.ReadAsync(first, 10))!.Next);
        Assert.Equal(second, (await late.Changes.ReadAsync(second, 10))!.Next);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => late.Changes.EndAsync());
        // The other node still has its watermark.
        Assert.Equal(second, await Backend.Changes.EndAsync());

        await slow.CommitAsync();
        Assert.Equal(["second", "slow", "third"], (await late.Changes.ReadAsync(first, 10))!.Changes.Select(c => c.Key.Id));
        Assert.Equal(["slow", "third"], (await late.Changes.ReadAsync(second, 10))!.Changes.Select(c => c.Key.Id));
        Assert.Equal(await Backend.Changes.EndAsync(), await late.Changes.EndAsync());
    }

    [Fact]
    public async Task A_cursor_is_lost_if_the_backup_lacks_an_earlier_published_change()
    {
        await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "first"));
        var first = await Backend.Changes.EndAsync();
        await using var slow = await WriterAsync("slow");
        await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "quick"));
        await BackUpAsync();
        await slow.CommitAsync();
        Assert.Equal(["first", "slow", "quick"], await IdsAsync());
        var quick = await Backend.Changes.EndAsync();

        await RestoreAsync();
        Assert.Equal(["first", "quick"], await IdsAsync());
        Assert.Equal(first, await Backend.Changes.FindAsync(first.ToString()));
        Assert.Null(await Backend.Changes.FindAsync(quick.ToString()));
        Assert.Null(await Backend.Changes.ReadAsync(quick, 10));
        Assert.Equal(["quick"], (await Backend.Changes.ReadAsync(first, 10))!.Changes.Select(c => c.Key.Id));
    }

    [Fact]
    public async Task Later_writers_do_not_block_the_feed()
    {
        await using (var lost = await WriterAsync("lost"))
        {
            await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "quick"));
            await lost.RollbackAsync();
        }

        // Nor do long transactions on other tables.
        await using var later = await WriterAsync("later");
        await using var other = new NpgsqlConnection(ConnectionString);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("INSERT INTO secrets (name, value) VALUES ('other', '')", other, transaction);
        await command.ExecuteNonQueryAsync();

        var reading = Task.Run(async () =>
        {
            while (await IdsAsync() is not ["quick"])
            {
                await Task.Delay(10);
            }
        });
        // The writer that came after the gap may have been in the same snapshot, so it must end. The transaction on the other table need not.
        await Task.WhenAny(reading, Task.Delay(200));
        await later.RollbackAsync();
        await reading.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task The_order_does_not_depend_on_when_transactions_began()
    {
        var first = await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "a"));
        await using var older = await BeginAsync();
        await using (var number = new NpgsqlCommand("SELECT pg_current_xact_id()::text", older.Connection, older))
        {
            await number.ExecuteScalarAsync();
        }

        // A transaction that began later writes an earlier version.
        await Backend.Log.WriteAsync(Saves.Put(null, null, Saves.On(first.ETag), "2", "a"));
        await AppendAsync(older, "a", 3);
        await older.CommitAsync();

        Assert.Equal([1L, 2, 3], (await Backend.Changes.ReadAsync(Backend.Changes.Start, 10))!.Changes.Select(c => c.ETag.Version));
    }

    [Fact]
    public async Task Two_stores_return_concurrent_batches_in_one_order_without_gap_or_duplicate()
    {
        const int Batches = 60;
        using var second = PostgresStore.Open(ConnectionString, 1 << 20, SessionLimits.Default, TimeProvider.System);
        string[] shared = ["s0", "s1", "s2", "s3", "s4"];
        string[] all = [.. shared, "w0", "w1", "w2", "w3"];
        await Backend.Log.CommitAsync([.. all.Select(id => Saves.Put(null, null, Saves.None, "0", id))]);
        var written = all.Length;
        var stopped = false;

        async Task WriteAsync(IDocumentLog log, int writer)
        {
            var random = new Random(writer);
            for (var i = 0; i < Batches; i++)
            {
                // Several documents in one transaction, some of them shared by all writers.
                var batch = random.GetItems(shared, 3).Distinct(StringComparer.Ordinal).Select(id => Forced(id, $"{writer} {i}"))
                    .Append(Forced($"w{writer}", $"{i}")).ToList();
                var decisions = await log.CommitAsync(batch);
                Interlocked.Add(ref written, decisions.Count(d => d is SaveDecision.Written));
            }
        }

        async Task<List<(DocumentKey, long)>> FollowAsync(IChangeFeed feed)
        {
            var told = new List<(DocumentKey, long)>();
            var after = feed.Start;
            while (true)
            {
                var done = Volatile.Read(ref stopped);
                var page = (await feed.ReadAsync(after, 7))!;
                told.AddRange(page.Changes.Select(c => (c.Key, c.ETag.Version)));
                after = page.Next;
                if (page.Changes.Count == 0 && done)
                {
                    return told;
                }
            }
        }

        var followers = new[] { Backend.Changes, second.Changes }.Select(feed => Task.Run(() => FollowAsync(feed))).ToList();
        await Task.WhenAll(new[] { Backend.Log, second.Log, Backend.Log, second.Log }.Select((log, writer) => Task.Run(() => WriteAsync(log, writer))));
        Volatile.Write(ref stopped, true);

        var first = await followers[0];
        Assert.Equal(first, await followers[1]);
        Assert.Equal(written, first.Count);
        Assert.Equal(written, first.Distinct().Count());
        Assert.All(first.GroupBy(c => c.Item1), own => Assert.Equal(Enumerable.Range(1, own.Count()).Select(v => (long)v), own.Select(c => c.Item2)));
    }

    private static SaveCommand Forced(string id, string text)
    {
        var put = Saves.Put(null, null, new Precondition.IfMatchAny(), text, id);
        return put with { Policy = put.Policy with { AllowForce = true } };
    }

    /// <inheritdoc/>
    protected override async Task BackUpAsync()
    {
        Backend.Reopen();
        await (await PostgresServer.SharedAsync()).DumpAsync(ConnectionString, Dump);
    }

    /// <inheritdoc/>
    protected override async Task RestoreAsync()
    {
        Backend.Reopen();
        await (await PostgresServer.SharedAsync()).LoadAsync(ConnectionString, Dump);
    }

    private async Task<List<string>> IdsAsync() => (await ChangesAsync()).ConvertAll(c => c.Key.Id);

    private async Task<NpgsqlTransaction> BeginAsync()
    {
        var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        return await connection.BeginTransactionAsync();
    }

    /// <summary>A transaction in flight: it has taken a position, but is not committed.</summary>
    private async Task<NpgsqlTransaction> WriterAsync(string id)
    {
        _ = Backend.Changes;
        var transaction = await BeginAsync();
        await AppendAsync(transaction, id, 1);
        return transaction;
    }

    private static async Task AppendAsync(NpgsqlTransaction transaction, string id, long version)
    {
        await using var command = new NpgsqlCommand(
            """
            INSERT INTO revisions (collection, id, version, nonce, saved_at, saved_by, saved_by_name, outcome, deleted, content_type, size, is_full, is_submission, snapshot, prefix, suffix, payload)
            VALUES ('notes', $1, $2, 1, now(), 'amy', 'Amy', 1, false, 'text/plain', 0, true, true, $2, 0, 0, '')
            """, transaction.Connection, transaction);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(version);
        await command.ExecuteNonQueryAsync();
    }
}
