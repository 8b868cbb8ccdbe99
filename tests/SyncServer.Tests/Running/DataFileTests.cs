using System.Globalization;
using System.Net;
using Microsoft.Data.Sqlite;

namespace SyncServer.Tests.Running;

/// <summary>What an operator does with the SQLite file: copies, backups, a lost file, a full disk.</summary>
public sealed class DataFileTests : IDisposable
{
    private readonly TempDirectory _data = new();
    private readonly TempDirectory _other = new();

    private string DataFile => Path.Combine(_data.FullPath, "sync.db");

    [Fact]
    public async Task A_copy_of_the_files_of_a_killed_server_is_whole()
    {
        await using (var server = await ServerProcess.StartAsync(_data.FullPath))
        {
            var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
            await SaveAsync(amy, 1, 40);
            await server.KillAsync();
        }

        foreach (var file in Directory.GetFiles(_data.FullPath))
        {
            File.Copy(file, Path.Combine(_other.FullPath, Path.GetFileName(file)));
        }

        await AssertDocumentsAsync(_other.FullPath, 1, 40);
    }

    [Fact]
    public async Task A_second_after_the_last_save_the_file_alone_is_whole()
    {
        await using var server = await ServerProcess.StartAsync(_data.FullPath);
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        await SaveAsync(amy, 1, 40);
        // The log holds the stamp only, which is smaller than a save.
        await Eventually.HoldsAsync(() => Task.FromResult(new FileInfo(DataFile + "-wal").Length < 4000), "the log is moved");
        File.Copy(DataFile, Path.Combine(_other.FullPath, "sync.db"));
        await AssertDocumentsAsync(_other.FullPath, 1, 40);
    }

    [Fact]
    public async Task A_backup_of_a_running_server_that_is_copied_over_a_killed_one_is_refused_and_restored_by_the_command()
    {
        var backup = Path.Combine(_other.FullPath, "backup.db");
        await using (var server = await ServerProcess.StartAsync(_data.FullPath))
        {
            var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
            await SaveAsync(amy, 1, 40);
            Assert.Equal(0, await RunAsync("backup", backup));
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(backup) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
            Assert.NotEqual(0, await RunAsync("restore", backup));
            await SaveAsync(amy, 2, 40);
            await server.KillAsync();
        }

        File.Copy(backup, DataFile, overwrite: true);
        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => ServerProcess.StartAsync(_data.FullPath));
        Assert.Contains("sync.db-wal belongs to another file", Assert.Single(refusal.Output.Trim().Split('\n')), StringComparison.Ordinal);

        Assert.Equal(0, await RunAsync("restore", backup));
        await AssertDocumentsAsync(_data.FullPath, 1, 40);
    }

    [Fact]
    public async Task A_damaged_backup_is_not_restored()
    {
        var backup = Path.Combine(_other.FullPath, "backup.db");
        await using (var server = await ServerProcess.StartAsync(_data.FullPath))
        {
            await SaveAsync(await Caller.SignInAsync(Wire.Connect(server.Url), "Amy"), 1, 40);
            Assert.Equal(0, await server.StopAsync());
        }

        Assert.Equal(0, await RunAsync("backup", backup));
        var bytes = await File.ReadAllBytesAsync(backup);
        await File.WriteAllBytesAsync(backup, bytes[..(bytes.Length / 2)]);
        Assert.NotEqual(0, await RunAsync("restore", backup));
        await File.WriteAllTextAsync(backup, "This is a text.");
        Assert.NotEqual(0, await RunAsync("restore", backup));
        await AssertDocumentsAsync(_data.FullPath, 1, 40);
    }

    [Fact]
    public async Task A_backup_does_not_overwrite_a_file()
    {
        await using (var server = await ServerProcess.StartAsync(_data.FullPath))
        {
            Assert.Equal(0, await server.StopAsync());
        }

        var backup = Path.Combine(_other.FullPath, "backup.db");
        await File.WriteAllTextAsync(backup, "mine");
        Assert.NotEqual(0, await RunAsync("backup", backup));
        Assert.Equal("mine", await File.ReadAllTextAsync(backup));
    }

    [Fact]
    public async Task A_removed_file_is_noticed_before_a_save_is_acknowledged()
    {
        await using var server = await ServerProcess.StartAsync(_data.FullPath);
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        await SaveAsync(amy, 1, 1);
        File.Delete(DataFile);
        (await amy.Create(SyncApp.NewDocument(), "1")).Is(HttpStatusCode.ServiceUnavailable);
        (await amy.Get("/readyz")).Is(HttpStatusCode.ServiceUnavailable);
        (await amy.Get("/healthz")).Is(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_program_that_opens_and_closes_the_file_beside_the_server_leaves_the_log_in_place()
    {
        await using (var server = await ServerProcess.StartAsync(_data.FullPath))
        {
            var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
            await SaveAsync(amy, 1, 40);
            await Eventually.HoldsAsync(() => Task.FromResult(new FileInfo(DataFile + "-wal").Length < 4000), "the log is moved");
            await using (var other = new SqliteConnection($"Data Source={DataFile};Pooling=False"))
            {
                await other.OpenAsync();
                await using var command = other.CreateCommand();
                command.CommandText = "SELECT count(*) FROM revisions";
                Assert.Equal(40L, await command.ExecuteScalarAsync());
            }

            Assert.True(File.Exists(DataFile + "-wal"));
            await SaveAsync(amy, 2, 40);
            await server.KillAsync();
        }

        await AssertDocumentsAsync(_data.FullPath, 2, 40);
    }

    [Fact]
    public async Task A_replaced_file_is_noticed()
    {
        await using var server = await ServerProcess.StartAsync(_data.FullPath);
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        await SaveAsync(amy, 1, 1);
        var backup = Path.Combine(_other.FullPath, "backup.db");
        Assert.Equal(0, await RunAsync("backup", backup));
        File.Move(backup, DataFile, overwrite: true);
        await Eventually.HoldsAsync(async () => (await amy.Get("/readyz")).Status is HttpStatusCode.ServiceUnavailable, "the server is not ready");
        (await amy.Create(SyncApp.NewDocument(), "1")).Is(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task A_full_disk_makes_the_server_unready_until_it_can_write_again()
    {
        await using var server = await ServerProcess.StartAsync(_data.FullPath);
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        await SaveAsync(amy, 1, 1);
        await Tool.RunAsync("prlimit", "--pid", server.Id.ToString(CultureInfo.InvariantCulture), "--fsize=512:unlimited");
        (await amy.Create(SyncApp.NewDocument(), "1")).Is(HttpStatusCode.ServiceUnavailable);
        (await amy.Get("/readyz")).Is(HttpStatusCode.ServiceUnavailable);
        (await amy.Get(Document(1))).Is(HttpStatusCode.OK);
        await Tool.RunAsync("prlimit", "--pid", server.Id.ToString(CultureInfo.InvariantCulture), "--fsize=unlimited:unlimited");
        (await amy.Get("/readyz")).Is(HttpStatusCode.OK);
        await amy.Create(SyncApp.NewDocument(), "1");
    }

    public void Dispose()
    {
        _data.Dispose();
        _other.Dispose();
    }

    private static string Document(int number) => $"/v1/notes/doc-{number}";

    private static async Task SaveAsync(Caller amy, int version, int documents)
    {
        foreach (var number in Enumerable.Range(1, documents))
        {
            if (version == 1)
            {
                await amy.Create(Document(number), "1");
            }
            else
            {
                (await amy.Put(Document(number), $"{version}").On(await amy.Get(Document(number)))).Is(HttpStatusCode.NoContent);
            }
        }
    }

    private static async Task AssertDocumentsAsync(string directory, int version, int documents)
    {
        await using var server = await ServerProcess.StartAsync(directory);
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        foreach (var number in Enumerable.Range(1, documents))
        {
            Assert.Equal($"{version}", (await amy.Get(Document(number))).Is(HttpStatusCode.OK).Text);
        }
    }

    private async Task<int> RunAsync(string command, string file) => (await ServerProcess.RunAsync(command, file, $"--ConnectionStrings:Documents=Data Source={DataFile}")).ExitCode;
}
