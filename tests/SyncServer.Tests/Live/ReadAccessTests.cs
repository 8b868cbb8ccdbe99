namespace SyncServer.Tests.Live;

/// <summary>Changes and events of private documents are sent only to users with read access, and a revocation applies to open streams at once (docs/protocol.md, sections 9 and 11).</summary>
public sealed class ReadAccessTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Changes_and_events_require_read_access()
    {
        var (amy, bob) = (await app.SignInAsync("Amy"), await app.SignInAsync("Bob"));
        var diary = SyncApp.NewDocument("diaries");
        await using var events = await EventListener.OpenAsync(bob, "?collection=diaries");

        var saved = (await amy.Create(diary, "1")).Saved("created", 1);
        Assert.Empty(await ChangesAsync(bob));
        await amy.GrantAsync(diary, bob, "viewer");
        Assert.Equal([1], await ChangesAsync(bob));
        saved = (await amy.Put(diary, "2").On(saved)).Saved("verified", 2);
        Assert.Equal(2, await VersionAsync(events));
        await amy.RevokeAsync(diary, bob);
        saved = (await amy.Put(diary, "3").On(saved)).Saved("verified", 3);
        Assert.Empty(await ChangesAsync(bob));

        // Events are in the order of the log, so the next one is Bob's.
        (await bob.Create(SyncApp.NewDocument("diaries"), "1")).Saved("created", 1);
        Assert.Equal(1, await VersionAsync(events));
        await amy.GrantAsync(diary, bob, "viewer");
        await amy.Put(diary, "4").On(saved);
        Assert.Equal(4, await VersionAsync(events));
    }

    private static async Task<long> VersionAsync(EventListener events) => (await events.NextAsync())!.Data.GetProperty("version").GetInt64();

    private static async Task<List<long>> ChangesAsync(Caller caller) =>
        [.. (await caller.Get("/v1/changes?collection=diaries")).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("version").GetInt64())];
}
