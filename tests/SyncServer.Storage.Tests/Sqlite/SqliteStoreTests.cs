using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Sqlite;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Sqlite;

public sealed class SqliteStoreTests : IDisposable
{
    private readonly SqliteBackend _backend = new(cacheBytes: 1 << 20);

    [Fact]
    public async Task A_second_store_on_the_same_file_is_refused_whatever_its_path()
    {
        await _backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var file = SqliteStore.FileOf(_backend.ConnectionString);
        var link = file + ".link";
        File.CreateSymbolicLink(link, file);
        foreach (var name in new[] { file, Path.Combine(Path.GetDirectoryName(file)!, ".", "sync.db"), link })
        {
            var e = Assert.Throws<DataFileInUseException>(() => SqliteStore.Open($"Data Source={name}", 0, SessionLimits.Default, _backend.Clock));
            Assert.Contains(file, e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_killed_migration_does_not_block_the_next_start()
    {
        await _backend.Log.WriteAsync(Put("s", 1, None, "a"));
        _backend.Reopen();
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection(_backend.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = """
                CREATE TABLE IF NOT EXISTS "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
                INSERT OR REPLACE INTO "__EFMigrationsLock" VALUES (1, '2026-01-01');
                """;
            await command.ExecuteNonQueryAsync();
        }

        var opening = Task.Run(() => _backend.Reader);
        var reader = await opening.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal("a", (await reader.ReadAsync(Key()))!.Value.Content.Text());
    }

    [Fact]
    public async Task The_session_secret_is_stored_with_the_data()
    {
        await _backend.Log.WriteAsync(Put("s", 1, None, "a"));
        _backend.Reopen();
        var one = SqliteStore.Open(_backend.ConnectionString, 0, SessionLimits.Default, _backend.Clock);
        var secret = one.SessionSecret.Bytes;
        one.Dispose();
        using var two = SqliteStore.Open(_backend.ConnectionString, 0, SessionLimits.Default, _backend.Clock);
        Assert.Equal(32, secret.Length);
        Assert.Equal(secret, two.SessionSecret.Bytes);
    }

    public void Dispose() => _backend.Dispose();
}
