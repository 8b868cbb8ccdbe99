using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Tests.Saving;
using SyncServer.Testing;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>The change feed on a separate server, which is restarted and restored while a store is open.</summary>
public sealed class PostgresRestoreTests : IAsyncLifetime
{
    private PostgresServer _server = null!;
    private PostgresStore _store = null!;
    private string _connectionString = null!;

    [Fact]
    public async Task A_data_directory_that_is_restored_under_a_running_node_begins_a_new_epoch()
    {
        var kept = await SaveAsync("kept");
        var directory = await _server.QueryAsync(_connectionString, "show data_directory");
        await _server.StopAsync();
        await PostgresServer.CopyDirectoryAsync(directory, directory + ".backup");
        await RestartAsync();
        List<ChangeCursor> lost = [];
        for (var i = 0; i < 5; i++)
        {
            lost.Add(await SaveAsync($"lost{i}"));
        }

        await _server.KillAsync();
        await PostgresServer.CopyDirectoryAsync(directory + ".backup", directory);
        await RestartAsync();
        await CheckAsync();

        // The watermark of the lost positions does not apply to the new positions.
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var slow = await connection.BeginTransactionAsync();
        await using var number = new NpgsqlCommand("SELECT nextval('revisions_position_seq')", connection, slow);
        Assert.True((long)(await number.ExecuteScalarAsync())! < lost[^1].Position);
        await _store.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "found"));
        Assert.Empty((await _store.Changes.ReadAsync(kept, 10))!.Changes);
        await slow.RollbackAsync();
        Assert.Equal(["found"], (await _store.Changes.ReadAsync(kept, 10))!.Changes.Select(c => c.Key.Id));
        for (var i = 0; i < 6; i++)
        {
            await SaveAsync($"found{i}");
        }

        await CheckAsync();

        async Task CheckAsync()
        {
            Assert.Equal(kept, await _store.Changes.FindAsync(kept.ToString()));
            foreach (var cursor in lost)
            {
                Assert.Null(await _store.Changes.FindAsync(cursor.ToString()));
                Assert.Null(await _store.Changes.ReadAsync(cursor, 10));
            }
        }
    }

    [Fact]
    public async Task A_crash_loses_no_cursor()
    {
        var first = await SaveAsync("first");
        await _server.KillAsync();
        await RestartAsync();
        Assert.Equal(first, await _store.Changes.EndAsync());
        var second = await SaveAsync("second");
        await _server.KillAsync();
        await RestartAsync();
        Assert.Equal(first, await _store.Changes.FindAsync(first.ToString()));
        Assert.Equal(second, await _store.Changes.FindAsync(second.ToString()));
        Assert.NotEqual(first.Epoch, second.Epoch);
    }

    [Fact]
    public async Task Many_connections_after_a_restart_begin_one_epoch()
    {
        await SaveAsync("first");
        await _server.KillAsync();
        await _server.RestartAsync();
        using var other = PostgresStore.Open(_connectionString, 0, SessionLimits.Default, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Task.Run(() => AnswersAsync(i % 2 == 0 ? _store : other))));
        var second = await SaveAsync("second");
        Assert.Equal("3", await _server.QueryAsync(_connectionString, "select count(*) from epochs"));
        Assert.Equal(second.Epoch, await _server.QueryAsync(_connectionString, "select id from epochs order by first desc limit 1"));
    }

    [Fact]
    public async Task A_prepared_transaction_is_waited_for()
    {
        var first = await SaveAsync("first");
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        async Task ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
        }

        await ExecuteAsync("BEGIN; SELECT nextval('revisions_position_seq')");
        await _store.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", "quick"));
        Assert.Empty((await _store.Changes.ReadAsync(first, 10))!.Changes);
        // From now on the prepared transaction holds the lock.
        await ExecuteAsync("PREPARE TRANSACTION 'slow'");
        Assert.Empty((await _store.Changes.ReadAsync(first, 10))!.Changes);
        await _server.QueryAsync(_connectionString, "commit prepared 'slow'");
        Assert.Single((await _store.Changes.ReadAsync(first, 10))!.Changes);
    }

    [Fact]
    public async Task A_standby_is_not_written_through_a_connection_from_before_the_failover()
    {
        var first = await SaveAsync("first");
        var directory = await _server.QueryAsync(_connectionString, "show data_directory");
        await _server.StopAsync();
        await File.WriteAllTextAsync(Path.Combine(directory, "standby.signal"), "");
        await _server.RestartAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.Changes.EndAsync());
        await _server.QueryAsync("postgres", "select pg_promote()");
        await Eventually.HoldsAsync(async () => await _server.QueryAsync("postgres", "select pg_is_in_recovery()") is "f", "the standby has taken over");
        await AnswersAsync(_store);
        var second = await SaveAsync("second");
        Assert.NotEqual(first.Epoch, second.Epoch);
        Assert.Equal(first, await _store.Changes.FindAsync(first.ToString()));
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await PostgresServer.StartAsync("max_prepared_transactions=5");
        _connectionString = await _server.CreateDatabaseAsync();
        _store = PostgresStore.Open(_connectionString, 1 << 20, SessionLimits.Default, TimeProvider.System);
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        _store.Dispose();
        await _server.DisposeAsync();
    }

    private async Task RestartAsync()
    {
        await _server.RestartAsync();
        await AnswersAsync(_store);
    }

    /// <summary>Waits until a store has replaced its broken connections.</summary>
    private static Task AnswersAsync(PostgresStore store) => Eventually.HoldsAsync(
        async () =>
        {
            try
            {
                await store.Reader.ListAsync("notes", after: null, limit: 10);
                return true;
            }
            catch (StoreUnavailableException)
            {
                return false;
            }
        },
        "the store works with the database");

    private async Task<ChangeCursor> SaveAsync(string id)
    {
        await _store.Log.WriteAsync(Saves.Put(null, null, Saves.None, "1", id));
        return await _store.Changes.EndAsync();
    }
}
