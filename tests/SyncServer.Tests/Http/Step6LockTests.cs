using System.Net;
using System.Text.Json;
using static SyncServer.Tests.Http.LockTests;

namespace SyncServer.Tests.Http;

/// <summary>Saves under locks (docs/protocol.md, section 4.6).</summary>
public sealed class Step6LockTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_lock_of_a_field_refuses_only_a_PUT_that_changes_the_field()
    {
        var (amy, bob) = await TwoAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"title":"Plan","body":"x"}""");
        await Lock(bob, note, "/title", seconds: 60);
        var refused = (await amy.Put(note, """{"title":"Other","body":"x"}""").On(first)).Refused("locked");
        AssertLocked(refused, "Bob", "/title", app.Clock.GetUtcNow().AddSeconds(60).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
        Assert.Contains("Bob", refused.Json.GetProperty("title").GetString(), StringComparison.Ordinal);
        var second = (await amy.Put(note, """{"title":"Plan","body":"y"}""").On(first)).Saved("verified", 2);
        (await amy.Patch(note, """{"title":"Other"}""").On(second)).Refused("locked");
        (await amy.Patch(note, """{"title":"Plan"}""").On(second)).Refused("locked");
        (await amy.Patch(note, """{"title":null}""").On(second)).Refused("locked");
        (await amy.Patch(note, """{"body":"z"}""").On(second)).Saved("verified", 3);
        (await bob.Put(note, """{"title":"Bob's","body":"z"}""").IfMatch((await bob.Get(note)).ETag!)).Saved("verified", 4);
    }

    [Fact]
    public async Task Every_kind_of_save_respects_a_lock()
    {
        var (amy, bob) = await TwoAsync();
        var note = SyncApp.NewDocument("forced");
        var first = await amy.Create(note, """{"a":1}""");
        await Lock(bob, note, "/b");
        (await amy.Put(note, """{"a":1,"b":1}""").Forced()).Refused("locked");
        (await amy.Put(note, """{"a":1,"b":1}""").On(first).Header("On-Conflict", "merge")).Refused("locked");
        (await amy.Send("PUT", note).Body("text", "text/plain").On(first)).Refused("locked");
        (await amy.Delete(note).On(first)).Refused("locked");
        (await amy.Post($"{note}/revisions/1/restore").On(first)).Refused("locked");
        (await (amy with { Session = null }).Delete(note).On(first)).Refused("locked");
        var id = note.Split('/')[^1];
        var batch = await amy.Post("/v1/batch").Json($$"""{"saves":[{"collection":"forced","id":"{{id}}","method":"DELETE","ifMatch":{{JsonSerializer.Serialize(first.ETag)}}}]}""");
        var result = batch.Is(HttpStatusCode.OK).Json.GetProperty("results")[0];
        Assert.Equal((423, "/problems/locked"), (result.GetProperty("status").GetInt32(), result.GetProperty("problem").GetProperty("type").GetString()));
        Assert.Single(await amy.RevisionsAsync(note));
    }

    [Fact]
    public async Task A_document_is_not_created_under_the_lock_of_another_session()
    {
        var (amy, bob) = await TwoAsync();
        var note = SyncApp.NewDocument();
        await Lock(bob, note, "/title");
        (await amy.Create(note, "{}")).Refused("locked");
        (await bob.Create(note, "{}")).Saved("created", 1);
    }

    [Fact]
    public async Task Replay_precedes_the_lock_and_the_lock_precedes_the_ETag()
    {
        var (amy, bob) = await TwoAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1").Sequence(1);
        (await amy.Put(note, "2").On(first).Sequence(2)).Saved("verified", 2);
        await Lock(bob, note, "");
        (await amy.Put(note, "2").On(first).Sequence(2)).Saved("replayed", 2);
        (await amy.Create(note, "1").Sequence(1)).Saved("replayed", 1);
        (await amy.Put(note, "3").On(first).Sequence(3)).Refused("locked");
        (await amy.Tab().Put(note, "3").On(first).Sequence(1)).Refused("locked");
        (await amy.Tab().Create(note, "3")).Refused("locked");
        (await amy.Tab().Put(note, "3")).Refused("precondition-required");
        // The session that holds the lock still needs the ETag.
        (await bob.Put(note, "3").On(first)).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_stale_save_gets_423_before_412()
    {
        var (amy, bob) = await TwoAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        await Lock(bob, note, "");
        var seen = first;
        for (var i = 2; i < 6; i++)
        {
            seen = (await bob.Put(note, $"{i}").On(seen)).Saved("verified", i);
            (await amy.Put(note, "0").On(first)).Refused("locked");
        }
    }

    [Fact]
    public async Task A_lock_expires_unless_saves_renew_it()
    {
        var (amy, bob) = await TwoAsync();
        var note = SyncApp.NewDocument();
        var seen = await amy.Create(note, "1");
        await Lock(bob, note, "", seconds: 10);
        for (var i = 2; i < 5; i++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(9));
            (await amy.Put(note, "0").On(seen)).Refused("locked");
            seen = (await bob.Put(note, $"{i}").On(seen)).Saved("verified", i);
        }

        app.Clock.Advance(TimeSpan.FromSeconds(9));
        (await bob.Put(note, "4").On(seen)).Saved("unchanged", 4);
        app.Clock.Advance(TimeSpan.FromMilliseconds(9_999));
        (await amy.Put(note, "0").On(seen)).Refused("locked");
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await amy.Put(note, "5").On(seen)).Saved("verified", 5);
    }

    [Fact]
    public async Task A_pessimistic_collection_requires_a_lock_and_the_ETag()
    {
        var (amy, bob) = await TwoAsync();
        var note = SyncApp.NewDocument("locked");
        (await amy.Create(note, "{}")).Refused("lock-required");
        (await amy.Post("/v1/locked").Json("{}")).Refused("lock-required");
        await Lock(amy, note, "");
        var first = (await amy.Create(note, """{"a":1,"b":1}""").Sequence(1)).Saved("created", 1);
        var second = (await amy.Put(note, """{"a":2,"b":1}""").On(first).Sequence(2)).Saved("verified", 2);
        (await amy.Put(note, """{"a":3,"b":1}""").On(first).Sequence(3)).Refused("edit-conflict");
        (await bob.Put(note, """{"a":3,"b":1}""").On(second)).Refused("locked");
        (await (amy with { Session = null }).Put(note, """{"a":3,"b":1}""").On(second)).Refused("locked");
    }

    [Fact]
    public async Task A_pessimistic_collection_accepts_only_changes_of_locked_parts()
    {
        var (amy, bob) = await TwoAsync();
        var note = SyncApp.NewDocument("locked");
        var whole = Id(await Lock(amy, note, ""));
        var first = await amy.Create(note, """{"a":1,"b":1}""");
        (await amy.Delete($"{note}/locks/{whole}")).Is(HttpStatusCode.NoContent);
        await Lock(amy, note, "/a");
        await Lock(bob, note, "/b");
        var second = (await amy.Patch(note, """{"a":2}""").On(first)).Saved("verified", 2);
        (await amy.Patch(note, """{"a":3,"c":1}""").On(second)).Refused("lock-required");
        (await amy.Patch(note, """{"b":2}""").On(second)).Refused("locked");
        (await amy.Delete(note).On(second)).Refused("locked");
        (await bob.Put(note, """{"a":2,"b":2}""").On(second)).Saved("verified", 3);
    }

    [Fact]
    public async Task A_PUT_in_a_pessimistic_collection_is_refused_once_its_lock_has_expired()
    {
        var (amy, _) = await TwoAsync();
        var note = SyncApp.NewDocument("locked");
        await Lock(amy, note, "", seconds: 10);
        var first = await amy.Create(note, "1").Sequence(1);
        app.Clock.Advance(TimeSpan.FromMilliseconds(9_999));
        var second = (await amy.Put(note, "2").On(first).Sequence(2)).Saved("verified", 2);
        for (var i = 0; i < 3; i++)
        {
            app.Clock.Advance(i == 0 ? TimeSpan.FromSeconds(10) : TimeSpan.FromSeconds(1));
            (await amy.Put(note, "3").On(second).Sequence(3)).Refused("lock-required");
            (await amy.Patch(note, "3").On(second).Sequence(3)).Refused("lock-required");
            (await amy.Delete(note).On(second).Sequence(3)).Refused("lock-required");
        }

        // A save that was accepted before is still replayed.
        (await amy.Put(note, "2").On(first).Sequence(2)).Saved("replayed", 2);
        await Lock(amy, note, "");
        (await amy.Put(note, "3").On(second).Sequence(3)).Saved("verified", 3);
    }

    [Fact]
    public async Task A_merge_is_refused_only_for_a_lock_on_what_it_changes()
    {
        var (amy, bob) = await TwoAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1,"b":1}""").Sequence(1);
        await Lock(bob, note, "/a");
        (await bob.Put(note, """{"a":2,"b":1}""").On(first)).Saved("verified", 2);
        (await amy.Put(note, """{"a":1,"b":2}""").On(first).Sequence(2).Header("On-Conflict", "merge")).Saved("merged", 3);
        Assert.Equal("""{"a":2,"b":2}""", (await amy.Get(note)).Text);
        (await amy.Tab().Put(note, """{"a":3,"b":1}""").On(first).Sequence(1).Header("On-Conflict", "merge")).Refused("locked");
    }

    private async Task<(Caller Amy, Caller Bob)> TwoAsync() => ((await app.SignInAsync("Amy")).Tab(), (await app.SignInAsync("Bob")).Tab());
}
