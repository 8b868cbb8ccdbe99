using System.Net;
using Microsoft.Data.Sqlite;
using SyncServer.Testing.PowerCut;
using Xunit.Abstractions;

namespace SyncServer.Tests.Running;

/// <summary>A power cut keeps only what was synced, and any part of the rest. Every acknowledged save is there afterwards, and the file is whole.</summary>
[Trait("Store", "Sqlite")]
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private static readonly Survival[] Survivals = Enum.GetValues<Survival>();

    [Fact]
    public async Task Every_acknowledged_save_survives_a_power_cut()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        // Each time with a new database: every cut reads all that was acknowledged.
        for (var time = 0; time < RandomRuns.Times; time++)
        {
            await CutAsync(random, lives: 2);
        }
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData(".db")]
    public async Task A_disk_that_does_not_sync_a_file_loses_acknowledged_saves(string file)
    {
        var random = new Random(1);
        using var disk = await RecordedDisk.InAsync(new TempDirectory());
        var writers = new List<PowerCutWriter>();
        await LiveAsync(disk, writers, random);
        using var cut = new TempDirectory();
        disk.At([disk.Position], name => !name.EndsWith(file, StringComparison.Ordinal)).Single().WriteTo(cut.FullPath, random, Survival.Nothing);
        Assert.NotNull(await FindLossAsync(cut.FullPath, writers, disk.Position));
    }

    [Fact]
    public async Task All_that_is_written_is_recorded()
    {
        using var disk = await RecordedDisk.InAsync(new TempDirectory());
        await using (var server = await ServerProcess.StartAsync(disk.FullPath, disk.Environment))
        {
            var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
            await amy.Create(SyncApp.NewDocument(), "1");
            Assert.Equal(0, (await BackUpAsync(disk, "backup.db")).ExitCode);
            Assert.Equal(0, await server.StopAsync());
        }

        AssertRecorded(disk);
    }

    [Fact]
    public async Task A_power_cut_during_a_restore_leaves_the_database_or_the_backup()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var document = SyncApp.NewDocument();
        var directory = new TempDirectory();
        using var other = new TempDirectory();
        var backup = Path.Combine(other.FullPath, "backup.db");
        await using (var server = await ServerProcess.StartAsync(directory.FullPath))
        {
            var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
            var first = await amy.Create(document, "\"old\"");
            Assert.Equal(0, (await RunAsync([], directory.FullPath, "backup", backup)).ExitCode);
            (await amy.Put(document, "\"new\"").On(first)).Is(HttpStatusCode.NoContent);
            await server.KillAsync();
        }

        using var disk = await RecordedDisk.InAsync(directory);
        Assert.Equal(0, (await RunAsync(disk.Environment, disk.FullPath, "restore", backup)).ExitCode);
        AssertRecorded(disk);
        var moments = disk.Moments;
        foreach (var moment in Enumerable.Range(0, 4 * RandomRuns.Times).Select(_ => moments[random.Next(moments.Count)]).Append(disk.Position))
        {
            using var cut = new TempDirectory();
            var survival = moment == disk.Position ? Survival.Nothing : Survivals[random.Next(Survivals.Length)];
            disk.At([moment], _ => true).Single().WriteTo(cut.FullPath, random, survival);
            await using var app = new SyncApp { DataDirectory = cut.FullPath };
            var content = (await (await app.SignInAsync()).Get(document)).Is(HttpStatusCode.OK).Text;
            Assert.True(content is "\"old\"" || (content is "\"new\"" && moment < disk.Position), $"{content} at {moment} of {disk.Position}");
        }
    }

    /// <summary>Lives of a server, with power cuts at any moment and at the end of each.</summary>
    private async Task CutAsync(Random random, int lives)
    {
        var writers = new List<PowerCutWriter>();
        var directory = new TempDirectory();
        var cuts = 0;
        for (var life = 0; life < lives; life++)
        {
            using var disk = await RecordedDisk.InAsync(directory);
            var (backup, backedUp, backupPosition) = await LiveAsync(disk, writers, random);

            // At any moment of its life, with all that was acknowledged until then.
            var moments = disk.Moments;
            var chosen = Enumerable.Range(0, 2).Select(_ => moments[random.Next(moments.Count)]).Order().ToList();
            var next = chosen.GetEnumerator();
            foreach (var state in disk.At(chosen, _ => true))
            {
                next.MoveNext();
                using var cut = new TempDirectory();
                var survival = Survivals[random.Next(Survivals.Length)];
                state.WriteTo(cut.FullPath, random, survival);
                Assert.Null(await FindLossAsync(cut.FullPath, writers, next.Current));
                if (backupPosition <= next.Current)
                {
                    await AssertBackupAsync(Path.Combine(cut.FullPath, backup), writers, backedUp);
                }

                cuts++;
            }

            // When it was killed. The next life begins with what is left.
            directory = new TempDirectory();
            disk.At([disk.Position], _ => true).Single().WriteTo(directory.FullPath, random, Survivals[random.Next(Survivals.Length)]);
            await AssertBackupAsync(Path.Combine(directory.FullPath, backup), writers, backedUp);
            File.Delete(Path.Combine(directory.FullPath, backup));
            cuts++;
        }

        Assert.Null(await FindLossAsync(directory.FullPath, writers, long.MaxValue));
        directory.Dispose();
        output.WriteLine($"{cuts} power cuts, {writers.Sum(writer => writer.Acknowledged.Count)} acknowledged");
    }

    /// <summary>Nothing was written past the records.</summary>
    private static void AssertRecorded(RecordedDisk disk)
    {
        using var copy = new TempDirectory();
        var state = disk.At([disk.Position], _ => true).Single();
        state.WriteTo(copy.FullPath, new Random(1), Survival.Everything);
        var written = RecordedDisk.FilesOf(disk.FullPath);
        Assert.Equal(written.Keys.Order(), RecordedDisk.FilesOf(copy.FullPath).Keys.Order());
        // The index of the log is not: SQLite builds a new one.
        Assert.All(state.Mapped, name => Assert.EndsWith("-shm", name, StringComparison.Ordinal));
        Assert.All(written.Where(file => !state.Mapped.Contains(file.Key)), file => Assert.Equal(file.Value, File.ReadAllBytes(Path.Combine(copy.FullPath, file.Key))));
    }

    /// <summary>A server that is killed while clients save, after an idle time, a long log and a backup.</summary>
    /// <returns>The name of the backup, and the positions before and after it.</returns>
    private static async Task<(string Backup, long Before, long After)> LiveAsync(RecordedDisk disk, List<PowerCutWriter> writers, Random random)
    {
        await using var server = await ServerProcess.StartAsync(disk.FullPath, disk.Environment);
        var http = Wire.Connect(server.Url);
        if (writers.Count is 0)
        {
            var amy = await Caller.SignInAsync(http, "Amy");
            writers.AddRange(Enumerable.Range(0, 8).Select(_ => new PowerCutWriter(amy, SyncApp.NewDocument(), new Random(random.Next()), 2000)));
            // Documents that make the log long, so that it is moved beside the saves.
            writers.AddRange(Enumerable.Range(0, 2).Select(_ => new PowerCutWriter(amy, SyncApp.NewDocument(), new Random(random.Next()), 700_000)));
        }

        foreach (var writer in writers)
        {
            await writer.ConnectAsync(http);
        }

        await SaveAsync(random.Next(50, 200));
        var log = new FileInfo(Path.Combine(disk.FullPath, "sync.db-wal"));
        await Eventually.HoldsAsync(
            () =>
            {
                log.Refresh();
                return Task.FromResult(log.Length < 4000);
            },
            "the log is moved");
        await SaveAsync(random.Next(50));
        var work = SaveAsync(random.Next(200, 500));
        var before = disk.Position;
        var (exit, _, errors) = await BackUpAsync(disk, "backup.db");
        Assert.True(exit is 0, errors);
        var after = disk.Position;
        await work;
        // Killed while it saves, or moves the log.
        var left = random.Next(100);
        work = random.Next(3) is 0 ? Task.CompletedTask : SaveAsync(int.MaxValue, () => Interlocked.Decrement(ref left));
        await Eventually.HoldsAsync(() => Task.FromResult(work.IsCompleted || Volatile.Read(ref left) <= 0), "enough is saved");
        await server.KillAsync();
        await work;
        return ("backup.db", before, after);

        Task SaveAsync(int saves, Action? saved = null)
        {
            return Task.WhenAll(writers.Select(writer => writer.RunAsync(() => disk.Position, () =>
            {
                saved?.Invoke();
                return Interlocked.Decrement(ref saves) >= 0;
            })));
        }
    }

    private static Task<(int ExitCode, string Output, string Errors)> BackUpAsync(RecordedDisk disk, string name) =>
        RunAsync(disk.Environment, disk.FullPath, "backup", Path.Combine(disk.FullPath, name));

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(Dictionary<string, string> environment, string directory, string command, string file) =>
        ServerProcess.RunAsync(environment, command, file, $"--ConnectionStrings:Documents=Data Source={Path.Combine(directory, "sync.db")}");

    private static async Task AssertBackupAsync(string backup, List<PowerCutWriter> writers, long position)
    {
        using var copy = new TempDirectory();
        File.Copy(backup, Path.Combine(copy.FullPath, "sync.db"));
        Assert.Null(await FindLossAsync(copy.FullPath, writers, position));
    }

    /// <summary>Starts a server and reads what was acknowledged until a position. Returns what is lost; null if nothing is.</summary>
    private static async Task<string?> FindLossAsync(string directory, List<PowerCutWriter> writers, long position)
    {
        await using (var app = new SyncApp { DataDirectory = directory })
        {
            try
            {
                var reader = await app.SignInAsync();
                var losses = await Task.WhenAll(writers.Select(writer => FindLossAsync(reader, writer, position)));
                if (losses.FirstOrDefault(loss => loss is not null) is { } loss)
                {
                    return loss;
                }
            }
            catch (Exception e) when (e is InvalidOperationException or SqliteException)
            {
                return e.Message;
            }
        }

        await using var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "sync.db")};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        return await command.ExecuteScalarAsync() is "ok" ? null : "The file is damaged.";
    }

    private static async Task<string?> FindLossAsync(Caller reader, PowerCutWriter writer, long position)
    {
        var acknowledged = writer.Acknowledged.Where(save => save.Position <= position).ToList();
        if (acknowledged.Count is 0)
        {
            return null;
        }

        if ((await reader.Get(writer.Document)).Status is HttpStatusCode.NotFound)
        {
            return $"{writer.Document} does not exist.";
        }

        var revisions = (await reader.RevisionsAsync(writer.Document)).ToDictionary(one => one.GetProperty("version").GetInt64());
        foreach (var save in acknowledged)
        {
            if (!revisions.TryGetValue(save.Version, out var revision) || revision.GetProperty("etag").GetString() != save.ETag)
            {
                return $"{writer.Document} has no version {save.Version} with the ETag {save.ETag}.";
            }

            var read = await reader.Get($"{writer.Document}/revisions/{save.Version}");
            if (save.Body is null ? read.Status is not HttpStatusCode.Gone : read.Text != save.Body)
            {
                return $"Version {save.Version} of {writer.Document} has another content: {read}";
            }
        }

        return null;
    }
}
