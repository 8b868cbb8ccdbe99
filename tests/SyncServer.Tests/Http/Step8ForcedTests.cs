using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>Protocol 4, step 8: saves over whatever is there.</summary>
public sealed class Step8ForcedTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task It_is_403_where_the_policy_does_not_allow_it()
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
    public async Task It_writes_over_others_and_stays_on_record()
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
    public async Task A_forced_delete_is_on_record_as_forced()
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
    public async Task The_run_goes_on_from_it_and_the_run_before_is_over()
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
    public async Task Elsewhere_the_lock_still_holds_in_such_a_collection()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument("forced");
        var first = await amy.Create(note, "1");
        await amy.Put(note, "2").On(first);
        (await amy.Put(note, "3").On(first)).Refused("edit-conflict");
    }
}
