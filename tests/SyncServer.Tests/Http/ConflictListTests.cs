using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>The list of conflicts, also under load (docs/protocol.md, section 6).</summary>
public sealed class ConflictListTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Forced_saves_are_listed_with_the_version_that_they_overwrote()
    {
        var amy = await app.SignInAsync();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument("forced");
        var (first, _) = await TwoVersionsAsync(amy, note);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var id = await RefusedIdAsync(bob.Put(note, "3").On(first));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        (await bob.Put(note, "3").Forced().Header("Conflict-Id", id)).Saved("forced", 3);

        var list = await amy.ConflictsAsync(note);
        Assert.Equal(["forced", "edit-conflict"], list.Select(conflict => conflict.GetProperty("kind").GetString()));
        Assert.Equal(["forced", "forced"], list.Select(How));
        Assert.Equal("Bob", list[0].GetProperty("by").GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, list[0].GetProperty("base").ValueKind);
        Assert.Equal(2, list[0].GetProperty("head").GetInt64());
        Assert.Equal(3, list[0].GetProperty("settled").GetProperty("version").GetInt64());
        Assert.Equal(0, list[0].GetProperty("settled").GetProperty("seconds").GetDouble());
    }

    [Fact]
    public async Task Repeated_conflicts_of_fifty_sessions_are_counted()
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

        var list = await owner.ConflictsAsync(note);
        Assert.Equal(50, list.Count);
        Assert.Equal(50 * tries, list.Sum(conflict => conflict.GetProperty("times").GetInt64()));
    }

    [Fact]
    public async Task A_session_with_many_conflicts_has_few_records()
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
            Assert.Contains(id, (await bob.ConflictsAsync(note)).Select(conflict => conflict.GetProperty("conflictId").GetString()));
        }

        var list = await bob.ConflictsAsync(note);
        Assert.Equal(8, list.Count);
        Assert.Equal(20, list.Sum(conflict => conflict.GetProperty("times").GetInt64()));
        (await tab.Put(note, "21").On(last)).Saved("verified", 22);
        Assert.All(await bob.ConflictsAsync(note), conflict => Assert.Equal("verified", How(conflict)));
    }

    [Fact]
    public async Task The_list_is_paged_newest_first()
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

        var all = await amy.ConflictsAsync(note);
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
    public async Task An_absent_document_is_404_and_one_without_conflicts_has_an_empty_list()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        (await amy.Get(note + "/conflicts")).Refused("not-found");
        var first = await amy.Create(note, "1");
        await amy.Delete(note).On(first);
        Assert.Empty(await amy.ConflictsAsync(note));
    }

    private static async Task<(Answer First, Answer Second)> TwoVersionsAsync(Caller caller, string path)
    {
        var first = await caller.Create(path, "1");
        return (first, (await caller.Put(path, "2").On(first)).Saved("verified", 2));
    }

    private static async Task<string> RefusedIdAsync(Call save) => (await save).Refused("edit-conflict").Json.GetProperty("conflictId").GetString()!;

    private static string How(JsonElement conflict) => conflict.GetProperty("settled") is { ValueKind: JsonValueKind.Object } settled ? settled.GetProperty("how").GetString()! : "";
}
