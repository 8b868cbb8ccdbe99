using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Merging over HTTP (docs/protocol.md, section 4.9).</summary>
public sealed class Step9MergeTests : IAsyncLifetime
{
    private readonly SyncApp _app = new() { Settings = { ["Sync:Collections:memos:Preset"] = "note", ["Sync:Collections:memos:MaxBytes"] = "2000" } };
    private readonly string _note = SyncApp.NewDocument();
    private Caller _amy = null!;
    private Caller _ben = null!;

    public async Task InitializeAsync() => (_amy, _ben) = ((await _app.SignInAsync("Amy")).Tab(), (await _app.SignInAsync("Ben")).Tab());

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Edits_of_two_fields_are_merged_and_the_response_has_the_merged_content()
    {
        var one = await _amy.Create(_note, """{"title":"Plan","body":"-"}""").Sequence(1);
        await _ben.Put(_note, """{"title":"Plan B","body":"-"}""").On(one).Sequence(1);
        var merged = await _amy.Put(_note, """{"title":"Plan","body":"text"}""").On(one).Sequence(2).Header("On-Conflict", "merge");
        merged.Saved("merged", 3).Is(HttpStatusCode.OK);
        Assert.Equal("""{"title":"Plan B","body":"text"}""", merged.Text);
        Assert.Equal("application/json", merged["Content-Type"]);
        Assert.Equal(merged.Text, (await _ben.Get(_note)).Text);
        var line = (await _amy.RevisionsAsync(_note))[0];
        Assert.Equal(("merged", 1), (line.GetProperty("outcome").GetString(), line.GetProperty("base").GetInt32()));
    }

    [Fact]
    public async Task A_replay_of_a_merged_save_has_the_merged_content()
    {
        var one = await _amy.Create(_note, """{"a":1,"b":1}""").Sequence(1);
        await _ben.Put(_note, """{"a":1,"b":2}""").On(one).Sequence(1);
        var save = _amy.Put(_note, """{"a":2,"b":1}""").On(one).Sequence(3).Header("On-Conflict", "merge");
        (await save).Saved("merged", 3);
        // Without the content the client would take its own for version 3, and overwrite Ben's with the next save.
        var again = (await save).Saved("replayed", 3).Is(HttpStatusCode.OK);
        Assert.Equal("""{"a":2,"b":2}""", again.Text);
        var late = (await _amy.Put(_note, """{"a":0,"b":1}""").On(one).Sequence(2).Header("On-Conflict", "merge")).Is(HttpStatusCode.OK);
        Assert.Equal(("superseded", again.Text), (late.Outcome, late.Text));
    }

    [Fact]
    public async Task An_unchanged_merge_and_its_replay_have_the_stored_content()
    {
        var one = await _amy.Create(_note, """{"a":1,"b":1}""").Sequence(1);
        await _ben.Put(_note, """{"a":2,"b":2}""").On(one).Sequence(1);
        var save = _amy.Put(_note, """{"a":2,"b":1}""").On(one).Sequence(2).Header("On-Conflict", "merge");
        Assert.Equal("""{"a":2,"b":2}""", (await save).Saved("unchanged", 2).Is(HttpStatusCode.OK).Text);
        Assert.Equal("""{"a":2,"b":2}""", (await save).Saved("replayed", 2).Is(HttpStatusCode.OK).Text);
        // No content if it is what the client sent.
        (await _ben.Put(_note, """{"a":2,"b":2}""").On(one).Sequence(1)).Saved("replayed", 2).Is(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_session_that_saves_on_during_a_merge_never_conflicts_with_itself()
    {
        var one = await _amy.Create(_note, """{"text":"","b":1}""").Sequence(1);
        await _ben.Put(_note, """{"text":"","b":2}""").On(one).Sequence(1);
        var text = "";
        for (var i = 0; i < 5; i++)
        {
            // The last save is sent long after the window.
            _app.Clock.Advance(i < 4 ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(10));
            text += (char)('a' + i);
            (await _amy.Put(_note, $$"""{"text":"{{text}}","b":1}""").On(one).Sequence(2 + i).Parent(1 + i).Header("On-Conflict", "merge")).Saved("merged", 3 + i);
        }

        Assert.Equal("""{"text":"abcde","b":2}""", (await _ben.Get(_note)).Text);
    }

    [Fact]
    public async Task A_replay_is_recognised_after_many_later_versions()
    {
        var one = await _amy.Create(_note, """{"a":0,"b":0}""").Sequence(1);
        var last = await _ben.Put(_note, """{"a":0,"b":1}""").On(one).Sequence(1);
        var save = _amy.Put(_note, """{"a":1,"b":0}""").On(one).Sequence(2).Header("On-Conflict", "merge");
        last = (await save).Saved("merged", 3);
        for (var i = 2; i < 1100; i++)
        {
            // Ben has read it, and reverts it.
            last = await _ben.Put(_note, $$"""{"a":0,"b":{{i}}}""").On(last).Sequence(i);
        }

        Assert.Equal("""{"a":1,"b":1}""", (await save).Saved("replayed", 3).Is(HttpStatusCode.OK).Text);
        Assert.Equal(last.ETag, (await _ben.Get(_note)).ETag);
    }

    [Fact]
    public async Task A_save_that_may_be_an_undo_is_refused_and_not_merged()
    {
        var note = SyncApp.NewDocument("forced");
        var one = await _amy.Create(note, """{"a":1,"b":1}""").Sequence(1);
        await _ben.Put(note, """{"a":1,"b":2}""").On(one).Sequence(1);
        (await _amy.Put(note, """{"a":2,"b":1}""").Forced().Sequence(2)).Saved("forced", 3);
        // Behind the forced save in flight, Amy reverted her edit. Against version 1 that is no change, so a merge would restore the edit.
        var refused = (await _amy.Put(note, """{"a":1,"b":1}""").On(one).Sequence(3).Header("On-Conflict", "merge")).Refused("edit-conflict");
        Assert.False(refused.Json.GetProperty("mergeable").GetBoolean());
        Assert.Equal("/a", Assert.Single(refused.Json.GetProperty("changes").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task The_policy_of_the_collection_merges_strings_by_word()
    {
        var memo = SyncApp.NewDocument("memos");
        var one = await _amy.Create(memo, """{"text":"the quick brown fox\njumps over"}""").Sequence(1);
        await _ben.Put(memo, """{"text":"the quick brown fox\njumps high over"}""").On(one);
        var merged = (await _amy.Put(memo, """{"text":"the quick red fox\njumps over"}""").On(one).Sequence(2)).Saved("merged", 3);
        Assert.Equal("""{"text":"the quick red fox\njumps high over"}""", merged.Text);
        // The header of the request takes precedence.
        (await _amy.Put(memo, """{"text":"the slow red fox\njumps over"}""").On(one).Sequence(3).Parent(2).Header("On-Conflict", "reject")).Refused("edit-conflict");
    }

    [Fact]
    public async Task Text_is_merged_by_line()
    {
        Call Text(Caller who, string text) => who.Put(_note, "").Body(text, "text/markdown");
        var one = await Text(_amy, "one\ntwo\nthree\n").IfNew().Sequence(1);
        await Text(_ben, "one\ntwo\nTHREE\n").On(one);
        Assert.Equal("ONE\ntwo\nTHREE\n", (await Text(_amy, "ONE\ntwo\nthree\n").On(one).Sequence(2).Header("On-Conflict", "merge")).Saved("merged", 3).Text);
    }

    [Fact]
    public async Task An_overlap_a_missing_base_and_an_opaque_type_are_refused()
    {
        var one = await _amy.Create(_note, """{"a":1}""").Sequence(1);
        await _ben.Put(_note, """{"a":2}""").On(one);
        (await _amy.Put(_note, """{"a":3}""").On(one).Sequence(2).Header("On-Conflict", "merge")).Refused("edit-conflict");
        (await _amy.Put(_note, """{"a":3}""").IfMatch("\"1-0000000000000000\"").Sequence(2).Header("On-Conflict", "merge")).Refused("edit-conflict");

        var picture = SyncApp.NewDocument();
        one = await _amy.Put(picture, "").Body([1, 2, 3, 4], "image/png").IfNew().Sequence(1);
        await _ben.Put(picture, "").Body([9, 2, 3, 4], "image/png").On(one);
        (await _amy.Put(picture, "").Body([1, 2, 3, 9], "image/png").On(one).Sequence(2).Header("On-Conflict", "merge")).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_merged_result_that_is_too_large_is_refused()
    {
        var memo = SyncApp.NewDocument("memos");
        var one = await _amy.Create(memo, "{}").Sequence(1);
        await _ben.Put(memo, $$"""{"b":"{{new string('b', 1500)}}"}""").On(one);
        (await _amy.Put(memo, $$"""{"a":"{{new string('a', 1500)}}"}""").On(one).Sequence(2)).Refused("edit-conflict");
    }

    /// <summary>Many sessions merge into one document concurrently: no field is lost.</summary>
    [Fact]
    public async Task Concurrent_merges_of_many_sessions_lose_nothing()
    {
        const int people = 12;
        const int saves = 8;
        var one = await _amy.Create(_note, $$"""{{{string.Join(',', Enumerable.Range(0, people).Select(p => $"\"f{p}\":0"))}}}""");
        await Task.WhenAll(Enumerable.Range(0, people).Select(async p =>
        {
            var tab = _amy.Tab();
            for (var n = 1; n <= saves; n++)
            {
                var mine = string.Join(',', Enumerable.Range(0, people).Select(f => $"\"f{f}\":{(f == p ? n : 0)}"));
                var save = tab.Put(_note, $"{{{mine}}}").On(one).Sequence(n).Header("On-Conflict", "merge");
                save = n > 1 ? save.Parent(n - 1) : save;
                Answer? answer = null;
                await Eventually.HoldsAsync(async () => (answer = await save).Status is not HttpStatusCode.ServiceUnavailable, "the document changes less often");
                Assert.True(answer!.Succeeded, $"{answer}");
            }
        }));
        var end = (await _ben.Get(_note)).Json;
        Assert.All(Enumerable.Range(0, people), p => Assert.Equal(saves, end.GetProperty($"f{p}").GetInt32()));
    }
}
