using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>Forced saves (docs/protocol.md, section 4.8).</summary>
public sealed class Step8ForcedTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_forced_save_is_403_unless_the_policy_allows_it()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "{}");
        (await amy.Put(note, "2").Forced()).Refused("force-not-allowed");
        (await amy.Patch(note, "{}").Forced()).Refused("force-not-allowed");
        (await amy.Delete(note).Forced()).Refused("force-not-allowed");
        Assert.Single(await amy.RevisionsAsync(note));
    }

    [Fact]
    public async Task A_forced_save_overwrites_others_and_is_recorded()
    {
        var amy = await app.SignInAsync();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument("forced");
        await amy.Create(note, """{"a":1}""");

        (await bob.Put(note, """{"b":2}""").Forced()).Is(HttpStatusCode.NoContent).Saved("forced", 2);
        (await bob.Patch(note, """{"c":3}""").Forced().Representation()).Is(HttpStatusCode.OK).Saved("forced", 3);

        Assert.Equal("""{"b":2,"c":3}""", (await amy.Get(note)).Text);
        var revisions = await amy.RevisionsAsync(note);
        Assert.Equal(["forced", "forced", "created"], revisions.Select(one => one.GetProperty("outcome").GetString()));
        Assert.Equal("Bob", revisions[0].GetProperty("savedBy").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, revisions[0].GetProperty("base").ValueKind);
    }

    [Fact]
    public async Task A_forced_DELETE_is_recorded_as_forced()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument("forced");
        await amy.Create(note, "1");

        (await (await app.SignInAsync("Bob")).Delete(note).Forced()).Is(HttpStatusCode.NoContent).Saved("forced", 2);

        (await amy.Get(note)).Refused("gone");
        Assert.Equal("forced", (await amy.RevisionsAsync(note))[0].GetProperty("outcome").GetString());
        (await amy.Put(note, "3").Forced()).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_forced_save_starts_a_run_and_ends_the_one_before()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument("forced");
        var first = await tab.Create(note, "1");
        var second = (await bob.Put(note, "2").Forced()).Saved("forced", 2);

        (await tab.Put(note, "3").On(first)).Refused("edit-conflict");
        (await bob.Put(note, "3").On(second)).Saved("verified", 3);
        (await bob.Put(note, "4").On(second)).Saved("session", 4);
    }

    [Fact]
    public async Task Unforced_saves_still_need_the_ETag_in_such_a_collection()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument("forced");
        var first = await amy.Create(note, "1");
        await amy.Put(note, "2").On(first);
        (await amy.Put(note, "3").On(first)).Refused("edit-conflict");
    }
}
