using System.Net;
using Microsoft.Data.Sqlite;

namespace SyncServer.Tests.Running;

/// <summary>Errors that stop the start.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_second_process_on_the_same_data_is_refused_with_one_line()
    {
        using var data = new TempDirectory();
        await using var first = await ServerProcess.StartAsync(data.FullPath);
        var amy = await Caller.SignInAsync(Wire.Connect(first.Url), "Amy");
        var note = SyncApp.NewDocument();
        var one = await amy.Create(note, "1");

        await AssertRefusedAsync("sync.db", data.FullPath);

        // The first process is not affected.
        (await amy.Put(note, "2").On(one)).Saved("verified", 2);
        await first.KillAsync();

        // The lock of a killed process does not block the next one.
        await using var third = await ServerProcess.StartAsync(data.FullPath);
        Assert.Equal("2", (await (amy with { Http = Wire.Connect(third.Url) }).Get(note)).Is(HttpStatusCode.OK).Text);
    }

    [Theory]
    [InlineData("Sync:Collections:notes:Mode", "sometimes")]
    [InlineData("Sync:Collections:notes:Window", "soon")]
    [InlineData("Sync:Collections:notes:Window", "00:00:00")]
    [InlineData("Sync:Collections:notes:MaxBytes", "0")]
    [InlineData("Sync:Collections:notes:AllowForce", "perhaps")]
    [InlineData("Sync:Defaults:Window", "-00:00:01")]
    [InlineData("Sync:Defaults:Mode", "1")]
    [InlineData("Sync:Collections:notes:OnConflict", "guess")]
    [InlineData("Sync:Collections:notes:TextMerge:0", "body")]
    [InlineData("Sync:Collections:notes:Access", "open")]
    [InlineData("Sync:Collections:notes:Preset", "essay")]
    [InlineData("Sync:Collections:notes:Color", "red")]
    [InlineData("Sync:ReorderWait", "later")]
    [InlineData("Sync:SessionLife", "00:00:00")]
    [InlineData("Sync:SessionLife", "00:00:10")]
    [InlineData("Sync:Collections:notes:RequireSequence", "sometimes")]
    public async Task An_invalid_setting_is_refused_with_one_line(string key, string value)
    {
        using var data = new TempDirectory();
        await AssertRefusedAsync(key, data.FullPath, $"--{key}={value}");
    }

    [Theory]
    [InlineData("Mode", "strict")]
    [InlineData("Preset", "money")]
    public async Task A_window_in_another_mode_is_refused(string key, string value)
    {
        using var data = new TempDirectory();
        await AssertRefusedAsync("Sync:Collections:bank:Window", data.FullPath, $"--Sync:Collections:bank:{key}={value}", "--Sync:Collections:bank:Window=00:00:10");
    }

    [Fact]
    public async Task A_database_of_another_version_is_refused_with_one_line()
    {
        using var data = new TempDirectory();
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(data.FullPath, "sync.db")};Pooling=False"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = """
                CREATE TABLE "__EFMigrationsHistory" ("MigrationId" TEXT NOT NULL PRIMARY KEY, "ProductVersion" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsHistory" VALUES ('0001_Initial', '10.0.14');
                """;
            await command.ExecuteNonQueryAsync();
        }

        await AssertRefusedAsync("0001_Initial", data.FullPath);
    }

    [Fact]
    public async Task An_invalid_collection_name_is_refused()
    {
        using var data = new TempDirectory();
        await AssertRefusedAsync("Not A Name", data.FullPath, "--Sync:Collections:Not A Name:Mode=strict");
    }

    [Fact]
    public async Task A_missing_data_directory_is_created()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(Path.Combine(data.FullPath, "not", "yet"));
        (await new Caller(Wire.Connect(server.Url), Token: null).Get("/readyz")).Is(HttpStatusCode.OK);
        Assert.Equal(0, await server.StopAsync());
    }

    private static async Task AssertRefusedAsync(string names, string data, params string[] settings)
    {
        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => ServerProcess.StartAsync(data, settings));
        Assert.NotEqual(0, refusal.ExitCode);
        var line = Assert.Single(refusal.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        Assert.Contains(names, line, StringComparison.Ordinal);
    }
}
