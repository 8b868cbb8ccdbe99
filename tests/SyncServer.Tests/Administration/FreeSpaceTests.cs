using System.Net;
using System.Text.RegularExpressions;

namespace SyncServer.Tests.Administration;

/// <summary>The warning before the disk is full, and the sizes in the metrics.</summary>
public sealed partial class FreeSpaceTests
{
    public static TheoryData<string> Stores => CommandDatabase.Stores;

    [Fact]
    public async Task The_health_is_degraded_while_there_is_little_free_space()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        using var data = new TempDirectory();
        await Tool.RunAsync("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", data.FullPath);
        try
        {
            await using var server = await ServerProcess.StartAsync(data.FullPath, "--Storage:MinFreeBytes=32000000");
            var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
            Assert.Equal("healthy", await DiskAsync(amy));
            var other = Path.Combine(data.FullPath, "other");
            await File.WriteAllBytesAsync(other, new byte[40_000_000]);
            Assert.Equal("degraded", await DiskAsync(amy));
            Assert.Equal("degraded", await DiskAsync(amy));
            (await amy.Create(SyncApp.NewDocument(), "1")).Is(HttpStatusCode.Created);
            File.Delete(other);
            Assert.Equal("healthy", await DiskAsync(amy));
            await Eventually.HoldsAsync(() => Task.FromResult(server.Output.Contains("has enough space again", StringComparison.Ordinal)), "the end is logged");
            Assert.Single(Regex.Matches(server.Output, "disk of the database is nearly full"));
        }
        finally
        {
            await Tool.RunAsync("umount", data.FullPath);
        }
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task The_metrics_have_the_sizes(string store)
    {
        using var database = await CommandDatabase.CreateAsync(store);
        await using (var before = await database.StartAsync())
        {
            var amy = await Caller.SignInAsync(Wire.Connect(before.Url), "Amy");
            await amy.Put("/v1/notes/a", "2").On(await amy.Create("/v1/notes/a", "1"));
            await amy.Create("/v1/notes/b", "1");
            Assert.Equal(0, await before.StopAsync());
        }

        // PostgreSQL's numbers are estimates of the last VACUUM.
        await database.RunAsync("vacuum");
        await using var server = await database.StartAsync();
        var anyone = new Caller(Wire.Connect(server.Url), Token: null);
        await Eventually.HoldsAsync(async () => Sample("storage_versions").IsMatch((await anyone.Get("/metrics")).Text), "the sizes are counted");
        var text = (await anyone.Get("/metrics")).Text;
        Assert.Equal("2", Sample("storage_documents").Match(text).Groups["value"].Value);
        Assert.Equal("3", Sample("storage_versions").Match(text).Groups["value"].Value);
        Assert.True(long.Parse(Sample("storage_database_bytes").Match(text).Groups["value"].Value) > 10_000);
        foreach (var name in (string[])["storage_wal_bytes", "storage_free_bytes"])
        {
            Assert.Equal(store is "sqlite", Sample(name).IsMatch(text));
        }
    }

    private static async Task<string?> DiskAsync(Caller caller)
    {
        var ready = (await caller.Get("/readyz")).Is(HttpStatusCode.OK).Json;
        Assert.Equal(ready.GetProperty("status").GetString(), ready.GetProperty("disk").GetString());
        return ready.GetProperty("disk").GetString();
    }

    private static Regex Sample(string name) => new($"^syncserver_{name}(\\{{\\}})? (?<value>\\d+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture);
}
