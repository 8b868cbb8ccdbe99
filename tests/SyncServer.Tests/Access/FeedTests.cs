namespace SyncServer.Tests.Access;

/// <summary>Protocol 9 and 11: the feed tells of private documents only those who may read them, and open streams obey at once.</summary>
public sealed class FeedTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Changes_and_events_are_for_those_who_may_read()
    {
        var (amy, bob) = (await app.SignInAsync("Amy"), await app.SignInAsync("Bob"));
        var diary = SyncApp.NewDocument("diaries");
        await using var events = await EventListener.OpenAsync(bob, "?collection=diaries");

        var saved = (await amy.Create(diary, "1")).Saved("created", 1);
        Assert.Empty(await ChangesAsync(bob));
        await amy.GiveAsync(diary, bob, "viewer");
        Assert.Equal([1], await ChangesAsync(bob));
        saved = (await amy.Put(diary, "2").On(saved)).Saved("verified", 2);
        Assert.Equal(2, await VersionAsync(events));
        await amy.TakeAsync(diary, bob);
        saved = (await amy.Put(diary, "3").On(saved)).Saved("verified", 3);
        Assert.Empty(await ChangesAsync(bob));

        // In the order of the log: what comes next is not Amy's.
        (await bob.Create(SyncApp.NewDocument("diaries"), "1")).Saved("created", 1);
        Assert.Equal(1, await VersionAsync(events));
        await amy.GiveAsync(diary, bob, "viewer");
        await amy.Put(diary, "4").On(saved);
        Assert.Equal(4, await VersionAsync(events));
    }

    private static async Task<long> VersionAsync(EventListener events) => (await events.NextAsync())!.Data.GetProperty("version").GetInt64();

    private static async Task<List<long>> ChangesAsync(Caller caller) =>
        [.. (await caller.Get("/v1/changes?collection=diaries")).Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("version").GetInt64())];
}
