using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>After a 2xx a client has the content of the named version: it sent it, can derive it, or it is in the response (docs/protocol.md, section 3).</summary>
public sealed class HeldContentTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task An_unchanged_forced_PATCH_has_the_content()
    {
        var (tab, bob, note, first) = await BeginAsync("""{"a":1,"b":1}""", "forced");
        await bob.Put(note, """{"a":1,"b":2}""").On(first);

        var answer = (await tab.Patch(note, """{"b":2}""").Forced().Sequence(2)).Is(HttpStatusCode.OK).Saved("unchanged", 2);

        Assert.Equal("""{"a":1,"b":2}""", answer.Text);
    }

    [Fact]
    public async Task A_forced_PATCH_and_its_replay_have_the_content()
    {
        var (tab, bob, note, first) = await BeginAsync("""{"a":1,"b":1}""", "forced");
        await bob.Put(note, """{"a":1,"b":2}""").On(first);

        Assert.Equal("""{"a":3,"b":2}""", (await tab.Patch(note, """{"a":3}""").Forced().Sequence(2)).Is(HttpStatusCode.OK).Saved("forced", 3).Text);
        Assert.Equal("""{"a":3,"b":2}""", (await tab.Patch(note, """{"a":3}""").Forced().Sequence(2)).Is(HttpStatusCode.OK).Saved("replayed", 3).Text);
    }

    [Fact]
    public async Task An_unchanged_forced_PUT_has_no_content()
    {
        var (tab, bob, note, first) = await BeginAsync("1", "forced");
        await bob.Put(note, "2").On(first);
        (await tab.Put(note, "2").Forced().Sequence(2)).Is(HttpStatusCode.NoContent).Saved("unchanged", 2);
    }

    [Fact]
    public async Task A_PATCH_based_on_an_older_version_of_the_run_has_the_content()
    {
        var (tab, _, note, first) = await BeginAsync("""{"a":1}""");
        (await tab.Patch(note, """{"b":1}""").On(first).Sequence(2)).Is(HttpStatusCode.NoContent).Saved("verified", 2);
        // It continues the save before it.
        (await tab.Patch(note, """{"c":1}""").On(first).Sequence(3).Parent(2)).Is(HttpStatusCode.NoContent).Saved("session", 3);
        // It is based on the first version, and its client does not have the others.
        Assert.Equal("""{"a":1,"b":1,"c":1,"d":1}""", (await tab.Patch(note, """{"d":1}""").On(first).Sequence(4)).Is(HttpStatusCode.OK).Saved("session", 4).Text);
    }

    [Fact]
    public async Task A_merged_save_and_its_replay_have_the_content()
    {
        var (tab, bob, note, first) = await BeginAsync("""{"a":1,"b":1}""");
        await bob.Put(note, """{"a":1,"b":2}""").On(first);
        for (var i = 0; i < 2; i++)
        {
            var answer = await tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(2).Header("On-Conflict", "merge");
            Assert.Equal("""{"a":2,"b":2}""", answer.Is(HttpStatusCode.OK).Saved(i == 0 ? "merged" : "replayed", 3).Text);
        }
    }

    [Fact]
    public async Task An_unchanged_merge_has_the_content()
    {
        var (tab, bob, note, first) = await BeginAsync("""{"a":1,"b":1}""");
        await bob.Put(note, """{"a":2,"b":2}""").On(first);
        Assert.Equal(
            """{"a":2,"b":2}""",
            (await tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(2).Header("On-Conflict", "merge")).Is(HttpStatusCode.OK).Saved("unchanged", 2).Text);
    }

    [Fact]
    public async Task A_word_that_was_deleted_and_restored_is_not_merged_as_deleted()
    {
        var (tab, bob, note, first) = await BeginAsync("""{"q":"line","t":1}""");
        var second = await tab.Put(note, """{"t":1}""").On(first).Sequence(2);
        await bob.Put(note, """{"t":2}""").On(second);

        // It continues save 2, which had no q: the merge keeps the restored q.
        var conflict = (await tab.Put(note, """{"q":"line","t":1}""").On(first).Sequence(3).Parent(2)).Refused("edit-conflict").Json;
        Assert.Equal("""{"q":"line","t":2}""", conflict.GetProperty("merged").GetRawText());

        // It states the first version as its base although the session has saved since: the server cannot know what was edited.
        conflict = (await tab.Put(note, """{"q":"line","t":1}""").On(first).Sequence(4)).Refused("edit-conflict").Json;
        Assert.False(conflict.GetProperty("mergeable").GetBoolean());
        Assert.False(conflict.TryGetProperty("merged", out _));
        (await tab.Put(note, """{"q":"line","t":1}""").On(first).Sequence(4).Header("On-Conflict", "merge")).Refused("edit-conflict");
    }

    private async Task<(Caller Tab, Caller Bob, string Note, Answer First)> BeginAsync(string content, string collection = "notes")
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument(collection);
        return (tab, await app.SignInAsync("Bob"), note, await tab.Create(note, content).Sequence(1));
    }
}
