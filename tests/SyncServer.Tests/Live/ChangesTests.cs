using System.Net;

namespace SyncServer.Tests.Live;

/// <summary>The log of changes (docs/protocol.md, section 9).</summary>
public sealed class ChangesTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Every_version_appears_exactly_once()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument();
        var start = await amy.NowAsync();
        var first = await amy.Create(note, "1").Sequence(1);
        var second = await amy.Put(note, "2").On(first).Sequence(2);
        await amy.Put(note, "2").On(second).Sequence(3);
        await amy.Put(note, "2").On(first).Sequence(2);
        (await amy.Tab().Put(note, "3").On(first)).Refused("edit-conflict");
        var third = await amy.Delete(note).On(second).Sequence(4);

        var changes = (await amy.AllChangesAsync(start)).Where(c => c.What().Path == note).ToList();

        Assert.Equal([1L, 2, 3], changes.ConvertAll(c => c.What().Version));
        Assert.Equal([first.ETag, second.ETag, third.ETag], changes.ConvertAll(c => c.GetProperty("etag").GetString()));
        Assert.Equal([false, false, true], changes.ConvertAll(c => c.GetProperty("deleted").GetBoolean()));
        Assert.All(changes, change =>
        {
            Assert.Equal("Amy", change.GetProperty("savedBy").GetProperty("name").GetString());
            Assert.StartsWith("s_", change.GetProperty("session").GetString(), StringComparison.Ordinal);
            Assert.Matches(@"^\d{4}-.*\.\d{3}Z$", change.GetProperty("savedAt").GetString());
        });
    }

    [Fact]
    public async Task Pages_are_contiguous_and_the_last_returns_its_own_cursor()
    {
        var amy = await app.SignInAsync();
        var start = await amy.NowAsync();
        var paths = Enumerable.Range(0, 7).Select(i => $"/v1/paging-{i % 2}/d{i}").ToList();
        foreach (var path in paths)
        {
            await amy.Create(path, "1");
        }

        var received = new List<string>();
        var since = start;
        for (var pages = 0; ; pages++)
        {
            var (items, next) = await amy.ChangesAsync($"?limit=3&since={since}");
            received.AddRange(items.Select(c => c.What().Path).Where(p => p.StartsWith("/v1/paging-", StringComparison.Ordinal)));
            if (items.Count > 0)
            {
                Assert.Equal(items[^1].Cursor(), next);
            }

            if (next == since)
            {
                break;
            }

            since = next;
            Assert.InRange(pages, 0, 1000);
        }

        Assert.Equal(paths, received);
        Assert.Equal(paths.Where((_, i) => i % 2 == 1), (await amy.AllChangesAsync(start, "&collection=paging-1")).ConvertAll(c => c.What().Path));
        Assert.Equal(paths, (await amy.AllChangesAsync(since: null)).ConvertAll(c => c.What().Path).Where(p => p.StartsWith("/v1/paging-", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_filter_without_matches_still_advances_the_cursor()
    {
        var amy = await app.SignInAsync();
        var start = await amy.NowAsync();
        await amy.Create(SyncApp.NewDocument(), "1");
        var (items, next) = await amy.ChangesAsync($"?collection=nothing-here&since={start}");
        Assert.Empty(items);
        Assert.NotEqual(start, next);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0123456789ab-0")]
    [InlineData("0123456789ab-1-0")]
    [InlineData("%00")]
    [InlineData("a-b-c-d")]
    public async Task A_malformed_cursor_is_410(string since) =>
        (await (await app.SignInAsync()).Get("/v1/changes?since=" + since)).Refused("gone");

    [Fact]
    public async Task A_cursor_of_another_history_is_410()
    {
        await using var otherApp = new SyncApp();
        var bob = await otherApp.SignInAsync();
        await bob.Create(SyncApp.NewDocument(), "1");
        var amy = await app.SignInAsync();
        (await amy.Get("/v1/changes?since=" + await bob.NowAsync())).Refused("gone");
    }

    [Fact]
    public async Task A_cursor_of_the_lost_part_is_410()
    {
        var amy = await app.SignInAsync();
        await amy.Create(SyncApp.NewDocument(), "1");
        var (items, _) = await amy.ChangesAsync("?limit=1");
        var parts = items[0].Cursor().Split('-');

        // As after a restore from backup: the cursor belongs to another epoch, or is beyond the end.
        (await amy.Get($"/v1/changes?since=0123456789ab-{parts[1]}")).Refused("gone");
        (await amy.Get($"/v1/changes?since={parts[0]}-999999999")).Refused("gone");
    }

    [Fact]
    public async Task A_cursor_survives_a_restart()
    {
        using var data = new TempDirectory();
        string cursor;
        await using (var before = new SyncApp { DataDirectory = data.FullPath })
        {
            var amy = await before.SignInAsync();
            await amy.Create("/v1/notes/a", "1");
            cursor = await amy.NowAsync();
            await amy.Create("/v1/notes/b", "1");
        }

        await using var after = new SyncApp { DataDirectory = data.FullPath };
        Assert.Equal(["/v1/notes/b"], (await (await after.SignInAsync()).AllChangesAsync(cursor)).ConvertAll(c => c.What().Path));
    }

    [Fact]
    public async Task The_query_is_validated()
    {
        var amy = await app.SignInAsync();
        (await amy.Get("/v1/changes?limit=0")).Refused("invalid-query");
        (await amy.Get("/v1/changes?limit=1001")).Refused("invalid-query");
        (await amy.Get("/v1/changes?collection=No")).Refused("invalid-name");
        (await app.Anyone().Get("/v1/changes")).Refused("not-signed-in");
        (await app.Anyone().Get("/v1/events")).Refused("not-signed-in");
        (await amy.Get("/v1/events?collection=No")).Refused("invalid-name");
        (await amy.Get("/v1/events?collection=notes&id=-")).Refused("invalid-name");
        (await amy.Get("/v1/events?id=a")).Refused("invalid-query");
        Assert.Equal(HttpStatusCode.BadRequest, (await amy.Post("/v1/changes").Json("{}")).Status);
    }
}
