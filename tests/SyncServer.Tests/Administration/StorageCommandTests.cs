using System.Net;
using Microsoft.Data.Sqlite;

namespace SyncServer.Tests.Administration;

/// <summary>The commands <c>stats</c> and <c>vacuum</c>.</summary>
public sealed class StorageCommandTests
{
    public static TheoryData<string> Stores => CommandDatabase.Stores;

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task What_is_stored_is_counted_beside_a_running_server(string store)
    {
        using var database = await CommandDatabase.CreateAsync(store);
        await using var server = await database.StartAsync();
        var amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Tab();
        var big = $"\"{new string('x', 5_000)}\"";
        var first = await amy.Create("/v1/notes/big", big);
        await amy.Put("/v1/notes/big", big.Replace("xx\"", "yz\"", StringComparison.Ordinal)).On(first);
        await amy.Create("/v1/notes/small", "1");
        await amy.Create("/v1/boards/gone", "123");
        (await amy.Delete("/v1/boards/gone").On(await amy.Get("/v1/boards/gone"))).Is(HttpStatusCode.NoContent);
        (await amy.Tab().Put("/v1/notes/big", "2").On(first)).Refused("edit-conflict");
        await amy.Post("/v1/notes/small/locks").Json("""{"scope":"","ttlSeconds":300}""");
        await database.RunAsync("users", "add", "ben@example.com");

        // Conflicts are written in the background.
        await Eventually.HoldsAsync(async () => (await database.ReadAsync("stats")).GetProperty("openConflicts").GetInt64() == 1, "the conflict is recorded");
        var stats = await database.ReadAsync("stats");
        long Of(string name) => stats.GetProperty(name).GetInt64();
        Assert.Equal((2, 1, 5), (Of("documents"), Of("deleted"), Of("versions")));
        Assert.Equal(5_002 + 1, Of("contentBytes"));
        Assert.InRange(Of("historyBytes"), 5_002 + 4, 5_002 + 200);
        Assert.Equal((1, 0, 1, 1), (Of("openConflicts"), Of("settledConflicts"), Of("locks"), Of("users")));
        Assert.True(Of("databaseBytes") > 10_000);
        Assert.Equal(["boards", "notes"], stats.GetProperty("collections").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
        Assert.Equal("big", stats.GetProperty("largest")[0].GetProperty("id").GetString());
        Assert.Single((await database.ReadAsync("stats", "--largest", "1")).GetProperty("largest").EnumerateArray());
        Assert.Contains("versions\t5\n", await database.RunAsync("stats"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_SQLite_file_is_vacuumed_while_no_server_uses_it()
    {
        using var database = await CommandDatabase.CreateAsync("sqlite");
        await using (var server = await database.StartAsync())
        {
            await (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Create("/v1/notes/plan", "1");
            Assert.Contains("Another SyncServer process", await database.FailAsync("vacuum"), StringComparison.Ordinal);
            await server.KillAsync();
        }

        Fill(database, megabytes: 4, drop: true);
        var before = new FileInfo(database.File).Length;
        Assert.Contains("bytes after", await database.RunAsync("vacuum"), StringComparison.Ordinal);
        Assert.InRange(new FileInfo(database.File).Length, 1, before - 3_000_000);
        await AssertPlanAsync(database);
    }

    [Fact]
    public async Task A_SQLite_file_is_whole_after_a_vacuum_was_killed()
    {
        using var database = await CommandDatabase.CreateAsync("sqlite");
        await using (var server = await database.StartAsync())
        {
            await (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).Create("/v1/notes/plan", "1");
            Assert.Equal(0, await server.StopAsync());
        }

        Fill(database, megabytes: 100, drop: false);
        using var vacuum = ServerProcess.StartCommand(database.Words("vacuum"));
        await Eventually.HoldsAsync(() => Task.FromResult(new FileInfo(database.File + "-wal") is { Exists: true, Length: > 1_000_000 }), "the vacuum writes");
        vacuum.Kill();
        await vacuum.WaitForExitAsync();
        await AssertPlanAsync(database);
    }

    [Fact]
    public async Task PostgreSQL_is_vacuumed_beside_a_running_server()
    {
        if (!PostgresServer.IsInstalled)
        {
            return;
        }

        using var database = await CommandDatabase.CreateAsync("postgres");
        await using var server = await database.StartAsync();
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        await amy.Create("/v1/notes/plan", "1");
        Assert.Contains("bytes after", await database.RunAsync("vacuum"), StringComparison.Ordinal);
        Assert.Equal("1", await (await PostgresServer.SharedAsync()).QueryAsync(database.ConnectionString, "select reltuples from pg_class where oid = 'sync.documents'::regclass"));
        (await amy.Put("/v1/notes/plan", "2").On(await amy.Get("/v1/notes/plan"))).Is(HttpStatusCode.NoContent);
    }

    private static async Task AssertPlanAsync(CommandDatabase database)
    {
        await using var server = await database.StartAsync();
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        var plan = (await amy.Get("/v1/notes/plan")).Is(HttpStatusCode.OK);
        Assert.Equal("1", plan.Text);
        (await amy.Put("/v1/notes/plan", "2").On(plan)).Is(HttpStatusCode.NoContent);
    }

    /// <summary>Adds a table, or free pages.</summary>
    internal static void Fill(CommandDatabase database, int megabytes, bool drop)
    {
        using var connection = new SqliteConnection($"Data Source={database.File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"""
            CREATE TABLE filling (bytes BLOB);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {megabytes * 10}) INSERT INTO filling SELECT randomblob(100000) FROM n;
            {(drop ? "DROP TABLE filling;" : "")}
            PRAGMA wal_checkpoint(TRUNCATE);
            """;
        command.ExecuteNonQuery();
    }
}
