using System.Globalization;
using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>Protocol 6: the conflicts on record, and how they were settled.</summary>
public sealed class ConflictsOnRecordTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task It_tells_who_met_what_and_how_soon_it_was_settled()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1}""");
        await bob.Put(note, """{"a":2}""").On(first);
        var at = app.Clock.GetUtcNow();
        var refused = (await amy.Put(note, """{"a":3}""").On(first)).Refused("edit-conflict").Json;

        var open = Assert.Single(await ListAsync(bob, note));
        Assert.Equal(refused.GetProperty("conflictId").GetString(), open.GetProperty("conflictId").GetString());
        Assert.Equal(Wire(at), open.GetProperty("at").GetString());
        Assert.Equal("Amy", open.GetProperty("by").GetProperty("name").GetString());
        Assert.Equal((await amy.RevisionsAsync(note))[^1].GetProperty("session").GetString(), open.GetProperty("session").GetString());
        Assert.Equal((1, 2, 1), (open.GetProperty("base").GetInt64(), open.GetProperty("head").GetInt64(), open.GetProperty("times").GetInt64()));
        Assert.Equal("edit-conflict", open.GetProperty("kind").GetString());
        Assert.False(open.GetProperty("mergeable").GetBoolean());
        Assert.Equal(JsonValueKind.Null, open.GetProperty("settled").ValueKind);

        app.Clock.Advance(TimeSpan.FromMilliseconds(12_345));
        var current = await amy.Get(note);
        await amy.Put(note, """{"a":4}""").On(current);

        var settled = Assert.Single(await ListAsync(bob, note)).GetProperty("settled");
        Assert.Equal("verified", settled.GetProperty("how").GetString());
        Assert.Equal(3, settled.GetProperty("version").GetInt64());
        Assert.Equal("Amy", settled.GetProperty("by").GetProperty("name").GetString());
        Assert.Equal(Wire(at + TimeSpan.FromMilliseconds(12_345)), settled.GetProperty("at").GetString());
        Assert.Equal(12.345, settled.GetProperty("seconds").GetDouble());
    }

    [Fact]
    public async Task A_stale_save_that_is_tried_again_is_one_conflict()
    {
        var amy = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1,"b":1}""");
        var last = await bob.Put(note, """{"a":1,"b":2}""").On(first);
        var ids = new HashSet<string?>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await amy.Put(note, """{"a":2,"b":1}""").On(first)).Refused("edit-conflict").Json.GetProperty("conflictId").GetString());
            Assert.Equal(i + 1, Assert.Single(await ListAsync(bob, note)).GetProperty("times").GetInt64());
            last = await bob.Put(note, $$"""{"a":1,"b":{{i + 3}}}""").On(last);
        }

        var one = Assert.Single(await ListAsync(bob, note));
        Assert.Equal([one.GetProperty("conflictId").GetString()], ids);
        Assert.Equal(2, one.GetProperty("head").GetInt64());
        Assert.True(one.GetProperty("mergeable").GetBoolean());
    }

    [Fact]
    public async Task Conflict_Id_names_what_a_save_settles()
    {
        var amy = await app.SignInAsync("Amy");
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var (first, second) = await TwoVersionsAsync(amy, note);
        var one = await RefusedIdAsync(amy.Put(note, "3").On(first));
        var other = await RefusedIdAsync(bob.Put(note, "4").On(first));
        var elsewhere = SyncApp.NewDocument();
        var (old, _) = await TwoVersionsAsync(bob, elsewhere);
        var foreign = await RefusedIdAsync(bob.Put(elsewhere, "5").On(old));
        Assert.Equal(3, new[] { one, other, foreign }.Distinct().Count());

        // Without a session nothing is settled unless it is named. What is not on record of this document is ignored.
        var third = (await bob.Put(note, "6").On(second)).Saved("verified", 3);
        var fourth = (await bob.Put(note, "7").On(third).Header("Conflict-Id", foreign)).Saved("verified", 4);
        await bob.Put(note, "8").On(fourth).Header("Conflict-Id", "c_" + new string('0', 32));
        Assert.All(await ListAsync(bob, note), conflict => Assert.Equal(JsonValueKind.Null, conflict.GetProperty("settled").ValueKind));
        Assert.Equal(JsonValueKind.Null, Assert.Single(await ListAsync(bob, elsewhere)).GetProperty("settled").ValueKind);

        // A refused save settles nothing; somebody else's conflict may be settled too, and it is told by whom.
        (await bob.Put(note, "9").On(second).Header("Conflict-Id", one)).Refused("edit-conflict");
        (await bob.Put(note, "10").On(await bob.Get(note)).Header("Conflict-Id", one)).Saved("verified", 6);
        var list = (await ListAsync(bob, note)).ToDictionary(conflict => conflict.GetProperty("conflictId").GetString()!);
        Assert.Equal("Bob", list[one].GetProperty("settled").GetProperty("by").GetProperty("name").GetString());
        Assert.Equal("Amy", list[one].GetProperty("by").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, list[other].GetProperty("settled").ValueKind);

        // Once settled it stays as it was.
        await amy.Put(note, "11").On(await amy.Get(note)).Header("Conflict-Id", one);
        Assert.Equal(6, (await ListAsync(bob, note)).Single(c => c.GetProperty("conflictId").ValueEquals(one)).GetProperty("settled").GetProperty("version").GetInt64());
    }

    [Theory]
    [InlineData("x")]
    [InlineData("c_")]
    [InlineData("c_0123")]
    [InlineData("c_0123456789abcdef0123456789abcdeg")]
    [InlineData("s_0123456789abcdef0123456789abcdef")]
    public async Task A_malformed_Conflict_Id_is_400(string id)
    {
        var amy = await app.SignInAsync();
        (await amy.Create(SyncApp.NewDocument(), "1").Header("Conflict-Id", id)).Refused("invalid-header");
    }

    [Fact]
    public async Task A_session_settles_all_that_it_has_open_and_nothing_of_others()
    {
        var amy = await app.SignInAsync();
        var (tab, other) = (amy.Tab(), amy.Tab());
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var (first, second) = await TwoVersionsAsync(bob, note);
        var third = await bob.Put(note, "3").On(second);
        (await tab.Put(note, "4").On(first)).Refused("edit-conflict");
        (await tab.Put(note, "4").On(second)).Refused("edit-conflict");
        (await tab.Create(note, "4")).Refused("already-exists");
        (await other.Put(note, "5").On(second)).Refused("edit-conflict");

        (await tab.Put(note, "3").On(third)).Saved("unchanged", 3);

        var list = await ListAsync(bob, note);
        Assert.Equal(4, list.Count);
        Assert.Equal(["", "unchanged", "unchanged", "unchanged"], list.Select(How).Order());
        (await other.Put(note, "6").On(third)).Saved("verified", 4);
        Assert.Contains("verified", (await ListAsync(bob, note)).Select(How));
    }

    [Fact]
    public async Task A_merge_settles_as_merged()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"a":1,"b":1}""");
        await (await app.SignInAsync("Bob")).Put(note, """{"a":1,"b":2}""").On(first);
        var id = await RefusedIdAsync(tab.Put(note, """{"a":2,"b":1}""").On(first));
        (await tab.Put(note, """{"a":2,"b":1}""").On(first).Header("On-Conflict", "merge").Header("Conflict-Id", id)).Saved("merged", 3);
        Assert.Equal("merged", How(Assert.Single(await ListAsync(tab, note))));
    }

    [Fact]
    public async Task Forced_saves_are_listed_with_what_they_wrote_over()
    {
        var amy = await app.SignInAsync();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument("forced");
        var (first, _) = await TwoVersionsAsync(amy, note);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var id = await RefusedIdAsync(bob.Put(note, "3").On(first));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await bob.Put(note, "3").Forced().Header("Conflict-Id", id)).Saved("forced", 3);

        var list = await ListAsync(amy, note);
        Assert.Equal(["forced", "edit-conflict"], list.Select(conflict => conflict.GetProperty("kind").GetString()));
        Assert.Equal(["forced", "forced"], list.Select(How));
        Assert.Equal("Bob", list[0].GetProperty("by").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, list[0].GetProperty("base").ValueKind);
        Assert.Equal(2, list[0].GetProperty("head").GetInt64());
        Assert.Equal(3, list[0].GetProperty("settled").GetProperty("version").GetInt64());
        Assert.Equal(0, list[0].GetProperty("settled").GetProperty("seconds").GetDouble());
    }

    [Fact]
    public async Task Fifty_sessions_in_a_storm_are_counted()
    {
        const int tries = 6;
        var note = SyncApp.NewDocument();
        var owner = (await app.SignInAsync("Owner")).Tab();
        var first = await owner.Create(note, """{"n":0}""");
        var last = await owner.Put(note, """{"n":1}""").On(first);
        var amy = await app.SignInAsync();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(n => Task.Run(async () =>
        {
            var (tab, known) = (amy.Tab(), first);
            for (var i = 0; i < tries; i++)
            {
                (await tab.Put(note, $$"""{"n":"{{n}}"}""").On(known).Strict()).Refused("edit-conflict");
            }
        })).Append(Task.Run(async () =>
        {
            for (var i = 2; i < 40; i++)
            {
                last = (await owner.Put(note, $$"""{"n":{{i}}}""").On(last)).Saved("verified", i + 1);
            }
        })));

        var list = await ListAsync(owner, note);
        Assert.Equal(50, list.Count);
        Assert.Equal(50 * tries, list.Sum(conflict => conflict.GetProperty("times").GetInt64()));
    }

    [Fact]
    public async Task A_session_that_is_late_again_and_again_has_few_conflicts_on_record()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var last = await bob.Create(note, "0");
        for (var i = 1; i <= 20; i++)
        {
            var known = last;
            last = await bob.Put(note, $"{i}").On(known);
            var id = await RefusedIdAsync(tab.Put(note, "\"late\"").On(known));
            Assert.Contains(id, (await ListAsync(bob, note)).Select(conflict => conflict.GetProperty("conflictId").GetString()));
        }

        var list = await ListAsync(bob, note);
        Assert.Equal(8, list.Count);
        Assert.Equal(20, list.Sum(conflict => conflict.GetProperty("times").GetInt64()));
        (await tab.Put(note, "21").On(last)).Saved("verified", 22);
        Assert.All(await ListAsync(bob, note), conflict => Assert.Equal("verified", How(conflict)));
    }

    [Fact]
    public async Task It_comes_in_pages_newest_first()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument("forced");
        var (first, _) = await TwoVersionsAsync(amy, note);
        for (var i = 0; i < 5; i++)
        {
            (await amy.Tab().Put(note, "3").On(first)).Refused("edit-conflict");
            (await amy.Put(note, $"{i + 3}").Forced()).Saved("forced", i + 3);
            app.Clock.Advance(TimeSpan.FromMilliseconds(i % 2));
        }

        var all = await ListAsync(amy, note);
        Assert.Equal(10, all.Count);
        Assert.Equal(all.Select(At).OrderDescending(), all.Select(At));
        var read = new List<string>();
        for (string? next = "";  next is not null;)
        {
            var page = (await amy.Get($"{note}/conflicts?limit=3{next}")).Is(HttpStatusCode.OK).Json;
            read.AddRange(page.GetProperty("items").EnumerateArray().Select(conflict => conflict.GetProperty("conflictId").GetString()!));
            next = page.GetProperty("next").GetString() is { } mark ? "&before=" + mark : null;
        }

        Assert.Equal(all.Select(conflict => conflict.GetProperty("conflictId").GetString()), read);

        static string? At(JsonElement conflict) => conflict.GetProperty("at").GetString();
    }

    [Theory]
    [InlineData("before=x")]
    [InlineData("before=1-x")]
    [InlineData("before=99999999999999999-c_00000000000000000000000000000001")]
    [InlineData("limit=0")]
    public async Task A_malformed_query_is_400(string query)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "1");
        (await amy.Get($"{note}/conflicts?{query}")).Refused("invalid-query");
    }

    [Fact]
    public async Task A_document_never_seen_has_none_and_one_without_conflicts_an_empty_list()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        (await amy.Get(note + "/conflicts")).Refused("not-found");
        var first = await amy.Create(note, "1");
        await amy.Delete(note).On(first);
        Assert.Empty(await ListAsync(amy, note));
    }

    [Fact]
    public async Task A_stop_and_a_start_lose_nothing()
    {
        using var data = new TempDirectory();
        string note = SyncApp.NewDocument(), id;
        await using (var before = new SyncApp { DataDirectory = data.FullPath })
        {
            var amy = (await before.SignInAsync()).In("amys-laptop");
            var (first, _) = await TwoVersionsAsync(amy.Tab(), note);
            id = await RefusedIdAsync(amy.Put(note, "3").On(first));
            await before.StopAsync();
        }

        await using var after = new SyncApp { DataDirectory = data.FullPath };
        var again = (await after.SignInAsync()).In("amys-laptop");
        var open = Assert.Single(await ListAsync(again, note));
        Assert.Equal((id, ""), (open.GetProperty("conflictId").GetString(), How(open)));
        // This server knows of it only by its name.
        (await again.Put(note, "4").On(await again.Get(note)).Header("Conflict-Id", id)).Saved("verified", 3);
        Assert.Equal("verified", How(Assert.Single(await ListAsync(again, note))));
    }

    private static async Task<(Answer First, Answer Second)> TwoVersionsAsync(Caller caller, string path)
    {
        var first = await caller.Create(path, "1");
        return (first, (await caller.Put(path, "2").On(first)).Saved("verified", 2));
    }

    private static async Task<string> RefusedIdAsync(Call save) => (await save).Refused("edit-conflict").Json.GetProperty("conflictId").GetString()!;

    private static async Task<List<JsonElement>> ListAsync(Caller caller, string path) =>
        [.. (await caller.Get(path + "/conflicts")).Is(HttpStatusCode.OK).Json.GetProperty("items").EnumerateArray()];

    private static string How(JsonElement conflict) => conflict.GetProperty("settled") is { ValueKind: JsonValueKind.Object } settled ? settled.GetProperty("how").GetString()! : "";

    private static string Wire(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
