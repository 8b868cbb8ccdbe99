using System.Globalization;
using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>Acquiring, renewing, releasing and listing locks (docs/protocol.md, section 7).</summary>
public sealed class LockTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_lock_has_scope_holder_and_expiry()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument();
        var answer = (await Lock(amy, note, "/a~1b", seconds: 60)).Is(HttpStatusCode.Created);
        var json = answer.Json;
        Assert.Equal("/a~1b", json.GetProperty("scope").GetString());
        Assert.Equal("Amy", json.GetProperty("holder").GetProperty("name").GetString());
        Assert.False(string.IsNullOrEmpty(json.GetProperty("holder").GetProperty("id").GetString()));
        Assert.Equal(In(60), json.GetProperty("expiresAt").GetString());
        Assert.Equal(60, json.GetProperty("ttlSeconds").GetInt32());
        Assert.Equal(1, json.GetProperty("fence").GetInt64());
        Assert.Matches("^s_", json.GetProperty("session").GetString());
        Assert.Equal($"{note}/locks/{Id(answer)}", answer["Location"]);
        Assert.Equal(2, (await Lock(amy, note, "/c")).Json.GetProperty("fence").GetInt64());
    }

    [Fact]
    public async Task An_overlapping_lock_of_another_session_is_423_with_its_holder()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument();
        await Lock(amy, note, "/a", seconds: 60);
        foreach (var scope in new[] { "", "/a", "/a/b" })
        {
            AssertLocked((await Lock(bob, note, scope)).Refused("locked"), "Amy", "/a", In(60));
            // Another tab of the same user is another session.
            (await Lock(amy.Tab(), note, scope)).Refused("locked");
        }

        (await Lock(bob, note, "/ab")).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Acquiring_the_same_scope_again_renews_the_lock()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await Lock(tab, note, "", seconds: 10);
        app.Clock.Advance(TimeSpan.FromSeconds(9));
        var again = (await Lock(tab, note, "", seconds: 20)).Is(HttpStatusCode.Created);
        Assert.Equal((Id(first), 1L, In(20)), (Id(again), again.Json.GetProperty("fence").GetInt64(), again.Json.GetProperty("expiresAt").GetString()));
        app.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(2, (await Lock(tab, note, "")).Json.GetProperty("fence").GetInt64());
    }

    [Fact]
    public async Task A_live_lock_is_renewed_by_its_session()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var held = $"{note}/locks/{Id(await Lock(tab, note, "", seconds: 10))}";
        app.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(In(30), (await tab.Send("PUT", held).Json("""{"ttlSeconds":30}""")).Is(HttpStatusCode.OK).Json.GetProperty("expiresAt").GetString());
        app.Clock.Advance(TimeSpan.FromSeconds(29));
        // Without ttlSeconds, for as long as before.
        Assert.Equal(In(30), (await tab.Send("PUT", held)).Is(HttpStatusCode.OK).Json.GetProperty("expiresAt").GetString());
        (await tab.Tab().Send("PUT", held)).Refused("not-found");
        (await tab.Send("PUT", $"{note}/locks/99")).Refused("not-found");
        (await tab.Send("PUT", $"{note}/locks/nonsense")).Refused("not-found");
        (await tab.Send("PUT", $"{SyncApp.NewDocument()}/locks/1")).Refused("not-found");
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        (await tab.Send("PUT", held)).Refused("not-found");
    }

    [Fact]
    public async Task A_released_lock_is_gone()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var held = $"{note}/locks/{Id(await Lock(tab, note, ""))}";
        (await tab.Tab().Delete(held)).Refused("not-found");
        (await tab.Delete(held)).Is(HttpStatusCode.NoContent);
        (await tab.Delete(held)).Refused("not-found");
        (await Lock(tab.Tab(), note, "")).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Live_locks_are_in_the_lock_list_in_info_and_in_document_lists()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument("lockedlist");
        Assert.Equal("", Scopes((await amy.Get(note + "/locks")).Is(HttpStatusCode.OK).Json.GetProperty("items")));
        await Lock(amy, note, "/a", seconds: 10);
        await Lock(amy, note, "/b", seconds: 20);
        await amy.Create(note, "{}");
        app.Clock.Advance(TimeSpan.FromSeconds(9));
        await Check("/a /b");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await Check("/b");
        (await (await app.SignInAsync("Bob")).Get(note + "/locks")).Is(HttpStatusCode.OK);

        async Task Check(string expected)
        {
            var list = (await amy.Get(note + "/locks")).Is(HttpStatusCode.OK).Json;
            Assert.Equal(expected, Scopes(list.GetProperty("items")));
            Assert.Equal(JsonValueKind.Null, list.GetProperty("next").ValueKind);
            var info = (await amy.Get(note + "/info")).Json;
            Assert.Equal(expected, Scopes(info.GetProperty("locks")));
            Assert.Equal("Amy", info.GetProperty("locks")[0].GetProperty("holder").GetProperty("name").GetString());
            Assert.True(JsonElement.DeepEquals(info, (await amy.Get("/v1/lockedlist")).Json.GetProperty("items")[0]));
        }
    }

    [Fact]
    public async Task The_owner_takes_over_a_lock_and_the_former_holder_gets_423()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1}""");
        var bobs = $"{note}/locks/{Id(await Lock(bob, note, "/a", seconds: 300))}";
        var second = (await bob.Put(note, """{"a":2}""").On(first)).Saved("verified", 2);
        (await Lock(amy, note, "")).Refused("locked");
        Assert.Equal(2, (await Lock(amy, note, "", takeover: true)).Is(HttpStatusCode.Created).Json.GetProperty("fence").GetInt64());
        (await bob.Send("PUT", bobs)).Refused("not-found");
        AssertLocked((await bob.Put(note, """{"a":3}""").On(second)).Refused("locked"), "Amy", "", In(60));
        var third = (await amy.Put(note, """{"a":4}""").On(second)).Saved("verified", 3);
        // Also if its ETag is stale.
        (await bob.Put(note, """{"a":3}""").On(second)).Refused("locked");
        (await amy.Put(note, """{"a":5}""").On(third)).Saved("verified", 4);
        Assert.Equal("", Scopes((await bob.Get(note + "/locks")).Json.GetProperty("items")));
    }

    [Fact]
    public async Task In_a_private_collection_owners_take_over_viewers_cannot_lock_and_no_lock_precedes_its_document()
    {
        var (amy, bob, cid) = ((await app.SignInAsync("Amy")).Tab(), (await app.SignInAsync("Bob")).Tab(), (await app.SignInAsync("Cid")).Tab());
        var diary = SyncApp.NewDocument("diaries");
        (await Lock(amy, diary, "")).Refused("not-found");
        await amy.Create(diary, "{}");
        (await Lock(bob, diary, "", takeover: true)).Refused("not-found");
        await Grant(bob, "viewer");
        (await Lock(bob, diary, "")).Refused("not-allowed");
        (await bob.Get(diary + "/locks")).Is(HttpStatusCode.OK);
        await Grant(bob, "editor");
        await Grant(cid, "editor");
        (await Lock(bob, diary, "")).Is(HttpStatusCode.Created);
        (await Lock(cid, diary, "", takeover: true)).Refused("locked");
        await Grant(cid, "owner");
        (await Lock(cid, diary, "", takeover: true)).Is(HttpStatusCode.Created);

        async Task Grant(Caller to, string role) => (await amy.Send("PUT", $"{diary}/access/{await to.IdAsync()}").Json($$"""{"role":"{{role}}"}""")).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_user_takes_over_the_lock_of_their_other_session()
    {
        var amy = await app.SignInAsync("Amy");
        var (one, two) = (amy.Tab(), amy.Tab());
        var note = SyncApp.NewDocument();
        await Lock(one, note, "/a");
        (await Lock(two, note, "/a", takeover: true)).Is(HttpStatusCode.Created);
        (await Lock(one, note, "/a")).Refused("locked");
    }

    [Fact]
    public async Task Anyone_takes_over_from_an_inactive_holder()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        await Lock(amy, note, "", seconds: 300);
        app.Clock.Advance(TimeSpan.FromMilliseconds(29_999));
        (await Lock(bob, note, "", takeover: true)).Refused("locked");
        // A save counts as activity.
        (await amy.Put(note, "2").On(first)).Saved("verified", 2);
        app.Clock.Advance(TimeSpan.FromMilliseconds(29_999));
        (await Lock(bob, note, "", takeover: true)).Refused("locked");
        app.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await Lock(bob, note, "", takeover: true)).Is(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{"scope":"","ttlSeconds":4}""")]
    [InlineData("""{"scope":"","ttlSeconds":301}""")]
    [InlineData("""{"scope":"","ttlSeconds":-1}""")]
    [InlineData("""{"scope":"","ttlSeconds":30.5}""")]
    [InlineData("""{"scope":"","ttlSeconds":99999999999}""")]
    [InlineData("""{"scope":"","ttlSeconds":"soon"}""")]
    [InlineData("""{"scope":""}""")]
    [InlineData("""{"scope":"a","ttlSeconds":30}""")]
    [InlineData("""{"scope":"/a~","ttlSeconds":30}""")]
    [InlineData("""{"scope":"/a~2","ttlSeconds":30}""")]
    [InlineData("""{"scope":"#/a","ttlSeconds":30}""")]
    [InlineData("""{"scope":"/\u0000","ttlSeconds":30}""")]
    [InlineData("""{"scope":"/\ud800","ttlSeconds":30}""")]
    [InlineData("""{"scope":7,"ttlSeconds":30}""")]
    [InlineData("""{"scope":"","ttlSeconds":30,"takeover":"yes"}""")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("")]
    public async Task A_malformed_body_is_400(string body)
    {
        var tab = (await app.SignInAsync()).Tab();
        (await tab.Post(SyncApp.NewDocument() + "/locks").Json(body)).Refused("invalid-body");
    }

    [Fact]
    public async Task A_ttl_or_a_scope_that_is_too_long_is_400()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var held = $"{note}/locks/{Id(await Lock(tab, note, ""))}";
        (await tab.Send("PUT", held).Json("""{"ttlSeconds":301}""")).Refused("invalid-body");
        (await tab.Send("PUT", held).Json("""{"ttlSeconds":4}""")).Refused("invalid-body");
        (await Lock(tab, note, "/" + new string('x', 999))).Is(HttpStatusCode.Created);
        (await Lock(tab, note, "/" + new string('x', 1000))).Refused("invalid-body");
        (await Lock(tab, note, "/é/\u1F600/\U0001F600")).Is(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_lock_requires_a_session_a_token_and_valid_names()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        (await Lock(amy, note, "")).Refused("invalid-header");
        (await amy.Send("PUT", note + "/locks/1").Json("{}")).Refused("invalid-header");
        (await amy.Delete(note + "/locks/1")).Refused("invalid-header");
        (await Lock(amy.In("short"), note, "")).Refused("invalid-header");
        (await Lock(app.Anyone().Tab(), note, "")).Refused("not-signed-in");
        (await Lock(amy.Tab(), "/v1/Notes/x", "")).Refused("invalid-name");
        (await amy.Get("/v1/notes/-/locks")).Refused("invalid-name");
    }

    [Fact]
    public async Task Locks_and_fences_survive_a_restart()
    {
        using var data = new TempDirectory();
        var note = SyncApp.NewDocument();
        Caller tab;
        await using (var before = new SyncApp { DataDirectory = data.FullPath })
        {
            tab = (await before.SignInAsync()).Tab();
            await Lock(tab, note, "/a", seconds: 300);
        }

        await using var after = new SyncApp { DataDirectory = data.FullPath };
        tab = tab with { Http = after.Connect() };
        (await Lock(tab.Tab(), note, "")).Refused("locked");
        Assert.Equal(1, (await Lock(tab, note, "/a")).Json.GetProperty("fence").GetInt64());
        after.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(2, (await Lock(tab, note, "/a")).Json.GetProperty("fence").GetInt64());
    }

    [Fact]
    public async Task The_routes_are_in_the_OpenAPI_document()
    {
        var paths = (await app.Anyone().Get("/openapi/v1.json")).Json.GetProperty("paths");
        Assert.True(paths.GetProperty("/v1/{collection}/{id}/locks").TryGetProperty("post", out var post));
        Assert.True(post.GetProperty("responses").TryGetProperty("423", out _));
        Assert.True(paths.GetProperty("/v1/{collection}/{id}/locks/{lockId}").TryGetProperty("delete", out _));
    }

    internal static Call Lock(Caller caller, string path, string scope, int seconds = 60, bool takeover = false) =>
        caller.Post(path + "/locks").Json(JsonSerializer.Serialize(takeover ? new { scope, ttlSeconds = seconds, takeover } : (object)new { scope, ttlSeconds = seconds }));

    internal static string Id(Answer answer) => answer.Is(HttpStatusCode.Created).Json.GetProperty("lockId").GetString()!;

    internal static void AssertLocked(Answer locked, string holder, string scope, string expiresAt)
    {
        Assert.Equal(holder, locked.Json.GetProperty("holder").GetProperty("name").GetString());
        Assert.Equal(scope, locked.Json.GetProperty("scope").GetString());
        Assert.Equal(expiresAt, locked.Json.GetProperty("expiresAt").GetString());
    }

    private static string Scopes(JsonElement locks) => string.Join(' ', locks.EnumerateArray().Select(l => l.GetProperty("scope").GetString()));

    private string In(int seconds) => app.Clock.GetUtcNow().AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
