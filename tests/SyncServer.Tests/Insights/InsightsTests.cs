using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Insights;

/// <summary>The response of <c>/insights</c>.</summary>
public sealed class InsightsTests
{
    [Fact]
    public async Task The_report_has_the_last_hour()
    {
        await using var app = new SyncApp();
        var since = app.Clock.GetUtcNow();
        await MetricsTests.SaveSomeAsync(app);
        var insights = await ReadAsync(app);

        var hour = insights.GetProperty("hour");
        Assert.Equal(2, hour.GetProperty("saves").GetProperty("created").GetInt64());
        Assert.Equal(1, hour.GetProperty("saves").GetProperty("edit-conflict").GetInt64());
        Assert.Equal(1, hour.GetProperty("conflicts").GetInt64());
        Assert.False(hour.GetProperty("saves").TryGetProperty("replayed", out _));
        foreach (var (name, count) in ((string, long)[])[("decision", 7), ("staleVersions", 2), ("staleSeconds", 2)])
        {
            var values = hour.GetProperty("values").GetProperty(name);
            Assert.Equal(count, values.GetProperty("count").GetInt64());
            Assert.InRange(values.GetProperty("p50").GetDouble(), 0, values.GetProperty("p99").GetDouble());
        }

        Assert.Equal(since, hour.GetProperty("at").GetDateTimeOffset());
        var step = insights.GetProperty("steps")[0];
        Assert.Equal(since, step.GetProperty("at").GetDateTimeOffset());
        Assert.True(step.GetProperty("saves").GetProperty("created").GetInt64() > 0);
        Assert.Equal(10, insights.GetProperty("stepSeconds").GetDouble());
        Assert.Equal(0, insights.GetProperty("now").GetProperty("syncserver.queue.depth").GetDouble());
    }

    [Fact]
    public async Task The_report_has_the_hot_documents()
    {
        await using var app = new SyncApp();
        await MetricsTests.SaveSomeAsync(app);
        var insights = await ReadAsync(app);

        var saved = insights.GetProperty("mostSaved").EnumerateArray().ToList();
        Assert.Equal([6, 1], saved.Select(document => document.GetProperty("count").GetInt32()));
        Assert.Equal(["forced", "unnamed"], saved.Select(document => document.GetProperty("collection").GetString()!));
        var conflict = Assert.Single(insights.GetProperty("mostConflicts").EnumerateArray());
        Assert.Equal(saved[0].GetProperty("id").GetString(), conflict.GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_idle_server_has_an_empty_report()
    {
        await using var app = new SyncApp();
        var insights = (await app.Anyone().Get("/insights")).Is(HttpStatusCode.OK).Json;
        Assert.Empty(insights.GetProperty("steps").EnumerateArray());
        Assert.Empty(insights.GetProperty("mostSaved").EnumerateArray());
    }

    private static async Task<JsonElement> ReadAsync(SyncApp app) => (await app.Anyone().Get("/insights")).Is(HttpStatusCode.OK).Json;
}
