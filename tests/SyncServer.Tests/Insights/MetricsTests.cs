using System.Diagnostics;
using System.Net;

namespace SyncServer.Tests.Insights;

/// <summary>The response of <c>/metrics</c>.</summary>
public sealed class MetricsTests
{
    [Fact]
    public async Task Saves_are_counted_by_collection_and_outcome()
    {
        await using var app = new SyncApp();
        await SaveSomeAsync(app);
        var metrics = (await app.Anyone().Get("/metrics")).Is(HttpStatusCode.OK);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics["Content-Type"]);
        string[] expected =
        [
            """syncserver_saves_total{collection="forced",outcome="created"} 1""",
            """syncserver_saves_total{collection="forced",outcome="session"} 1""",
            """syncserver_saves_total{collection="forced",outcome="forced"} 1""",
            """syncserver_saves_total{collection="forced",outcome="edit-conflict"} 1""",
            """syncserver_saves_total{collection="other",outcome="created"} 1""",
            """syncserver_overrides_total{collection="forced"} 1""",
            """syncserver_stale_base_distance_count{collection="forced"} 2""",
            """syncserver_stale_base_age_seconds_count{collection="forced"} 2""",
            """syncserver_decision_duration_seconds_count{collection="forced"} 6""",
            """syncserver_conflicts_total{collection="forced",kind="edit-conflict",self="false"} 1""",
            """syncserver_lock_wait_seconds_count{result="taken"} 1""",
            """syncserver_lock_wait_seconds_count{result="refused"} 1""",
            """syncserver_saves_total{collection="forced",outcome="locked"} 1""",
            "syncserver_queue_depth{} 0",
            "syncserver_subscribers{} 0",
        ];
        var lines = metrics.Text.Split('\n');
        Assert.All(expected, line => Assert.Contains(line, lines));
        Assert.Contains(lines, line => line.StartsWith("http_server_request_duration_seconds_bucket{", StringComparison.Ordinal) && line.Contains("http_route=\"/v1/{collection}/{id}\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("syncserver_cache_lookups_total{result=\"hit\"} ", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("dotnet_gc_collections_total{", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_metrics_pass_promtool()
    {
        await using var app = new SyncApp();
        await SaveSomeAsync(app);
        var metrics = (await app.Anyone().Get("/metrics")).Bytes;

        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = Task.WhenAll(promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.StandardInput.BaseStream.WriteAsync(metrics);
        promtool.StandardInput.Close();
        Assert.Equal("", string.Concat(await said));
        await promtool.WaitForExitAsync();
        Assert.Equal(0, promtool.ExitCode);
    }

    [Fact]
    public async Task Two_servers_in_one_process_have_separate_metrics()
    {
        await using var one = new SyncApp();
        await using var other = new SyncApp();
        // Both servers have started to collect before the first save.
        await other.SignInAsync();
        await SaveSomeAsync(one);
        await one.Anyone().Get("/metrics");

        var metrics = (await other.Anyone().Get("/metrics")).Text;
        Assert.Contains("http_route=\"/v1/auth/guest\"", metrics);
        Assert.Contains("syncserver_queue_depth", metrics);
        foreach (var foreign in (string[])["syncserver_saves_total", "syncserver_lock_wait", "/v1/{collection}/{id}"])
        {
            Assert.DoesNotContain(foreign, metrics);
        }

        Assert.Empty((await other.Anyone().Get("/insights")).Json.GetProperty("steps").EnumerateArray());
        Assert.Contains("""syncserver_saves_total{collection="forced",outcome="created"} 1""", (await one.Anyone().Get("/metrics")).Text.Split('\n'));
    }

    [Fact]
    public async Task Metrics_can_be_disabled()
    {
        await using var app = new SyncApp { Settings = { ["Insights:Enabled"] = "false" } };
        await SaveSomeAsync(app);
        foreach (var path in (string[])["/metrics", "/insights", "/dashboard"])
        {
            (await app.Anyone().Get(path)).Refused("not-found");
        }
    }

    internal static async Task SaveSomeAsync(SyncApp app)
    {
        var amy = (await app.SignInAsync()).Tab();
        var document = SyncApp.NewDocument("forced");
        var first = (await amy.Create(document, """{"n":1}""").Sequence(1)).Saved("created", 1);
        (await amy.Put(document, """{"n":2}""").On(first).Sequence(2)).Saved("verified", 2);
        (await amy.Put(document, """{"n":3}""").On(first).Sequence(3)).Saved("session", 3);
        (await amy.Tab().Put(document, """{"n":4}""").On(first).Sequence(1)).Refused("edit-conflict");
        (await amy.Tab().Put(document, """{"n":5}""").Forced().Sequence(1)).Saved("forced", 4);
        (await amy.Post($"{document}/locks").Json("""{"scope":"","ttlSeconds":60}""")).Is(HttpStatusCode.Created);
        (await amy.Tab().Post($"{document}/locks").Json("""{"scope":"","ttlSeconds":60}""")).Refused("locked");
        (await amy.Tab().Put(document, """{"n":6}""").Forced().Sequence(1)).Refused("locked");
        (await amy.Create(SyncApp.NewDocument("unnamed"), """{"n":1}""").Sequence(1)).Saved("created", 1);
    }
}
