using System.Globalization;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>Recorded conflicts, and how they were settled (docs/protocol.md, section 6).</summary>
public sealed class ConflictRecordTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_record_has_who_what_and_when_it_was_settled()
    {
        var amy = (await app.SignInAsync("Amy")).Tab();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1}""");
        await bob.Put(note, """{"a":2}""").On(first);
        var at = app.Clock.GetUtcNow();
        var refused = (await amy.Put(note, """{"a":3}""").On(first)).Refused("edit-conflict").Json;

        var open = Assert.Single(await bob.ConflictsAsync(note));
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

        var settled = Assert.Single(await bob.ConflictsAsync(note)).GetProperty("settled");
        Assert.Equal("verified", settled.GetProperty("how").GetString());
        Assert.Equal(3, settled.GetProperty("version").GetInt64());
        Assert.Equal("Amy", settled.GetProperty("by").GetProperty("name").GetString());
        Assert.Equal(Wire(at + TimeSpan.FromMilliseconds(12_345)), settled.GetProperty("at").GetString());
        Assert.Equal(12.345, settled.GetProperty("seconds").GetDouble());
    }

    [Fact]
    public async Task A_retried_stale_save_is_one_conflict()
    {
        var amy = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1,"b":1}""").Sequence(1);
        var last = await bob.Put(note, """{"a":1,"b":2}""").On(first);
        var ids = new HashSet<string?>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await amy.Put(note, """{"a":2,"b":1}""").On(first).Sequence(2)).Refused("edit-conflict").Json.GetProperty("conflictId").GetString());
            Assert.Equal(i + 1, Assert.Single(await bob.ConflictsAsync(note)).GetProperty("times").GetInt64());
            last = await bob.Put(note, $$"""{"a":1,"b":{{i + 3}}}""").On(last);
        }

        var one = Assert.Single(await bob.ConflictsAsync(note));
        Assert.Equal([one.GetProperty("conflictId").GetString()], ids);
        Assert.Equal(2, one.GetProperty("head").GetInt64());
        Assert.True(one.GetProperty("mergeable").GetBoolean());
    }

    [Fact]
    public async Task Conflict_Id_names_the_conflict_that_a_save_settles()
    {
        var amy = await app.SignInAsync("Amy");
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var (first, second) = await TwoVersionsAsync(amy, note);
        var one = await RefusedIdAsync(amy.Put(note, "3").On(first));
        var other = await RefusedIdAsync(bob.Put(note, "4").On(first));
        var otherNote = SyncApp.NewDocument();
        var (old, _) = await TwoVersionsAsync(bob, otherNote);
        var foreign = await RefusedIdAsync(bob.Put(otherNote, "5").On(old));
        Assert.Equal(3, new[] { one, other, foreign }.Distinct().Count());

        // Without a session, a save settles only the conflict that it names. An id that is not recorded for this document is ignored.
        var third = (await bob.Put(note, "6").On(second)).Saved("verified", 3);
        var fourth = (await bob.Put(note, "7").On(third).Header("Conflict-Id", foreign)).Saved("verified", 4);
        await bob.Put(note, "8").On(fourth).Header("Conflict-Id", "c_" + new string('0', 32));
        Assert.All(await bob.ConflictsAsync(note), conflict => Assert.Equal(JsonValueKind.Null, conflict.GetProperty("settled").ValueKind));
        Assert.Equal(JsonValueKind.Null, Assert.Single(await bob.ConflictsAsync(otherNote)).GetProperty("settled").ValueKind);

        // A refused save settles nothing. A user may settle the conflict of another; the record has who did.
        (await bob.Put(note, "9").On(second).Header("Conflict-Id", one)).Refused("edit-conflict");
        (await bob.Put(note, "10").On(await bob.Get(note)).Header("Conflict-Id", one)).Saved("verified", 6);
        var list = (await bob.ConflictsAsync(note)).ToDictionary(conflict => conflict.GetProperty("conflictId").GetString()!);
        Assert.Equal("Bob", list[one].GetProperty("settled").GetProperty("by").GetProperty("name").GetString());
        Assert.Equal("Amy", list[one].GetProperty("by").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, list[other].GetProperty("settled").ValueKind);

        // A settled conflict does not change.
        await amy.Put(note, "11").On(await amy.Get(note)).Header("Conflict-Id", one);
        Assert.Equal(6, (await bob.ConflictsAsync(note)).Single(c => c.GetProperty("conflictId").ValueEquals(one)).GetProperty("settled").GetProperty("version").GetInt64());
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
    public async Task A_save_settles_all_open_conflicts_of_its_session_and_no_others()
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

        var list = await bob.ConflictsAsync(note);
        Assert.Equal(4, list.Count);
        Assert.Equal(["", "unchanged", "unchanged", "unchanged"], list.Select(How).Order());
        (await other.Put(note, "6").On(third)).Saved("verified", 4);
        Assert.Contains("verified", (await bob.ConflictsAsync(note)).Select(How));
    }

    [Fact]
    public async Task A_merge_settles_as_merged()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"a":1,"b":1}""").Sequence(1);
        await (await app.SignInAsync("Bob")).Put(note, """{"a":1,"b":2}""").On(first);
        var id = await RefusedIdAsync(tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(2));
        (await tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(3).Header("On-Conflict", "merge").Header("Conflict-Id", id)).Saved("merged", 3);
        Assert.Equal("merged", How(Assert.Single(await tab.ConflictsAsync(note))));
    }

    [Fact]
    public async Task A_restart_loses_no_records()
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
        var open = Assert.Single(await again.ConflictsAsync(note));
        Assert.Equal((id, ""), (open.GetProperty("conflictId").GetString(), How(open)));
        // This server knows the conflict only by the id in the request.
        (await again.Put(note, "4").On(await again.Get(note)).Header("Conflict-Id", id)).Saved("verified", 3);
        Assert.Equal("verified", How(Assert.Single(await again.ConflictsAsync(note))));
    }

    private static async Task<(Answer First, Answer Second)> TwoVersionsAsync(Caller caller, string path)
    {
        var first = await caller.Create(path, "1");
        return (first, (await caller.Put(path, "2").On(first)).Saved("verified", 2));
    }

    private static async Task<string> RefusedIdAsync(Call save) => (await save).Refused("edit-conflict").Json.GetProperty("conflictId").GetString()!;

    private static string How(JsonElement conflict) => conflict.GetProperty("settled") is { ValueKind: JsonValueKind.Object } settled ? settled.GetProperty("how").GetString()! : "";

    private static string Wire(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
