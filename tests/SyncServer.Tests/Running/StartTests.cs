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
    [InlineData("Sync:Collections:notes:Merge:body", "text")]
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
    public async Task A_database_of_another_application_is_refused_and_not_changed()
    {
        using var data = new TempDirectory();
        var file = Path.Combine(data.FullPath, "sync.db");
        await using (var database = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "CREATE TABLE documents (mine TEXT); INSERT INTO documents VALUES ('all')";
            await command.ExecuteNonQueryAsync();
        }

        var before = await File.ReadAllBytesAsync(file);
        await AssertRefusedAsync("another application", data.FullPath);
        Assert.Equal(before, await File.ReadAllBytesAsync(file));
    }

    [Fact]
    public async Task A_file_that_is_not_a_database_is_refused()
    {
        using var data = new TempDirectory();
        await File.WriteAllTextAsync(Path.Combine(data.FullPath, "sync.db"), new string('x', 5000));
        await AssertRefusedAsync("is not a SQLite database", data.FullPath);
    }

    [Theory]
    [InlineData("555", "666", "cannot be written")]
    [InlineData("555", "444", "sync.db.lock' is denied")]
    [InlineData("755", "444", "sync.db.lock' is denied")]
    public async Task A_folder_that_cannot_be_written_is_told_from_a_running_server(string folder, string files, string reason)
    {
        using var data = new TempDirectory();
        await using (var server = await ServerProcess.StartAsync(data.FullPath))
        {
            Assert.Equal(0, await server.StopAsync());
        }

        await Tool.RunAsync("chmod", files, Path.Combine(data.FullPath, "sync.db"), Path.Combine(data.FullPath, "sync.db.lock"));
        await Tool.RunAsync("chmod", folder, data.FullPath);
        try
        {
            // Without this capability, root may do no more than the modes allow.
            string[] limited = Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all", "--"] : [];
            string[] start = [.. limited, "dotnet", ServerProcess.Program,
                "--urls=http://127.0.0.1:0", $"--ConnectionStrings:Documents=Data Source={Path.Combine(data.FullPath, "sync.db")}"];
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Tool.RunAsync(start[0], start[1..]));
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("Another SyncServer process", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            await Tool.RunAsync("chmod", "-R", "u+rwX", data.FullPath);
        }
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
