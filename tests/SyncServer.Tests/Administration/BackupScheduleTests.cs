using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace SyncServer.Tests.Administration;

/// <summary>The scheduled backups of a SQLite file (<c>Backup:Every</c>).</summary>
public sealed partial class BackupScheduleTests
{
    [Fact]
    public async Task Backups_are_made_kept_and_restored()
    {
        using var database = await CommandDatabase.CreateAsync("sqlite");
        using var folder = new TempDirectory();
        await File.WriteAllTextAsync(Path.Combine(folder.FullPath, "sync-mine.db"), "mine");
        await using (var server = await database.StartAsync("--Backup:Every=00:00:01", "--Backup:Keep=2", $"--Backup:Folder={folder.FullPath}"))
        {
            var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
            await amy.Create("/v1/notes/plan", "1");
            var after = Newest(folder);
            await Eventually.HoldsAsync(() => Task.FromResult(string.CompareOrdinal(Newest(folder), after) > 0), "a backup was made after the save");
            var first = Newest(folder);
            await Eventually.HoldsAsync(() => Task.FromResult(!File.Exists(first)), "older backups are removed");
            Assert.InRange(Backups(folder).Count, 2, 3);
            Assert.True(File.Exists(Path.Combine(folder.FullPath, "sync-mine.db")));
            var ready = (await amy.Get("/readyz")).Is(HttpStatusCode.OK).Json;
            Assert.Equal(("healthy", "healthy"), (ready.GetProperty("status").GetString(), ready.GetProperty("backup").GetString()));
            var at = long.Parse(LastSuccess.Match((await amy.Get("/metrics")).Text).Groups["at"].Value, CultureInfo.InvariantCulture);
            Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(at), TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow());
            await server.KillAsync();
        }

        await database.RunAsync("restore", Newest(folder));
        await using var restored = await database.StartAsync();
        Assert.Equal("1", (await (await Caller.SignInAsync(Wire.Connect(restored.Url), "Amy")).Get("/v1/notes/plan")).Text);
    }

    [Fact]
    public async Task A_killed_backup_leaves_nothing_that_the_next_one_does_not_remove()
    {
        using var database = await CommandDatabase.CreateAsync("sqlite");
        using var folder = new TempDirectory();
        string[] settings = ["--Backup:Every=00:00:01", $"--Backup:Folder={folder.FullPath}"];
        await using (var server = await database.StartAsync())
        {
            Assert.Equal(0, await server.StopAsync());
        }

        StorageCommandTests.Fill(database, megabytes: 100, drop: false);
        await using (var server = await database.StartAsync(settings))
        {
            await Eventually.HoldsAsync(() => Task.FromResult(Partial(folder).Length > 0), "a backup is being made");
            await server.KillAsync();
        }

        Assert.NotEmpty(Partial(folder));
        Assert.Empty(Backups(folder));
        await using var again = await database.StartAsync(settings);
        await Eventually.HoldsAsync(() => Task.FromResult(Backups(folder).Count > 0), "a backup is made");
        // At most the next one, which may have begun.
        Assert.InRange(Partial(folder).Length, 0, 1);
        Assert.Equal(0, await again.StopAsync());
        Assert.Empty(Partial(folder));
    }

    [Fact]
    public async Task A_failed_backup_is_reported_until_one_succeeds()
    {
        using var database = await CommandDatabase.CreateAsync("sqlite");
        using var folder = new TempDirectory();
        var inTheWay = Path.Combine(folder.FullPath, "backups");
        await File.WriteAllTextAsync(inTheWay, "mine");
        await using var server = await database.StartAsync("--Backup:Every=00:00:01", $"--Backup:Folder={inTheWay}");
        var anyone = new Caller(Wire.Connect(server.Url), Token: null);
        await Eventually.HoldsAsync(async () => (await anyone.Get("/readyz")).Is(HttpStatusCode.OK).Json.GetProperty("backup").ValueEquals("degraded"), "the failure is reported");
        Assert.Contains("The scheduled backup failed", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("syncserver_backup", (await anyone.Get("/metrics")).Text, StringComparison.Ordinal);
        File.Delete(inTheWay);
        await Eventually.HoldsAsync(async () => (await anyone.Get("/readyz")).Is(HttpStatusCode.OK).Json.GetProperty("backup").ValueEquals("healthy"), "a backup succeeds");
    }

    [Theory]
    [InlineData("Backup:Every", "--Backup:Every=often")]
    [InlineData("Backup:Keep", "--Backup:Every=01:00:00", "--Backup:Keep=0")]
    [InlineData("pg_dump", "--Backup:Every=01:00:00", "--ConnectionStrings:Documents=Host=127.0.0.1;Port=1;Database=none")]
    public async Task A_wrong_setting_is_refused_at_the_start(string names, params string[] settings)
    {
        using var data = new TempDirectory();
        var refusal = await Assert.ThrowsAsync<ServerEndedException>(() => ServerProcess.StartAsync(data.FullPath, settings));
        Assert.Contains(names, Assert.Single(refusal.Output.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static List<string> Backups(TempDirectory folder) => [.. Directory.GetFiles(folder.FullPath).Where(file => Name.IsMatch(Path.GetFileName(file))).Order(StringComparer.Ordinal)];

    private static string Newest(TempDirectory folder) => Backups(folder).LastOrDefault("");

    private static string[] Partial(TempDirectory folder) => Directory.GetFiles(folder.FullPath, "*.partial*");

    [GeneratedRegex(@"^sync-\d{8}T\d{6}Z\.db$")]
    private static partial Regex Name { get; }

    [GeneratedRegex(@"^syncserver_backup_last_success_seconds(\{\})? (?<at>\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex LastSuccess { get; }
}
