using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Protocol section 3: a client always has the content that a 2xx names, as it was sent, follows from what the client had, or is in the answer.</summary>
public sealed class HeldContentTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_forced_patch_that_changes_nothing_brings_what_it_met()
    {
        var (tab, bob, note, first) = await BeginAsync("""{"a":1,"b":1}""", "forced");
        await bob.Put(note, """{"a":1,"b":2}""").On(first);

        var answer = (await tab.Patch(note, """{"b":2}""").Forced().Sequence(2)).Is(HttpStatusCode.OK).Saved("unchanged", 2);

        Assert.Equal("""{"a":1,"b":2}""", answer.Text);
    }

    [Fact]
    public async Task A_forced_patch_brings_what_it_made_and_its_repeat_too()
    {
        var (tab, bob, note, first) = await BeginAsync("""{"a":1,"b":1}""", "forced");
        await bob.Put(note, """{"a":1,"b":2}""").On(first);

        Assert.Equal("""{"a":3,"b":2}""", (await tab.Patch(note, """{"a":3}""").Forced().Sequence(2)).Is(HttpStatusCode.OK).Saved("forced", 3).Text);
        Assert.Equal("""{"a":3,"b":2}""", (await tab.Patch(note, """{"a":3}""").Forced().Sequence(2)).Is(HttpStatusCode.OK).Saved("replayed", 3).Text);
    }

    [Fact]
    public async Task A_forced_put_that_changes_nothing_was_sent_with_the_very_content()
    {
        var (tab, bob, note, first) = await BeginAsync("1", "forced");
        await bob.Put(note, "2").On(first);
        (await tab.Put(note, "2").Forced().Sequence(2)).Is(HttpStatusCode.NoContent).Saved("unchanged", 2);
    }

    [Fact]
    public async Task A_patch_made_on_an_older_version_of_the_own_run_brings_what_it_made()
    {
        var (tab, _, note, first) = await BeginAsync("""{"a":1}""");
        (await tab.Patch(note, """{"b":1}""").On(first).Sequence(2)).Is(HttpStatusCode.NoContent).Saved("verified", 2);
        // It goes on from the save before it.
        (await tab.Patch(note, """{"c":1}""").On(first).Sequence(3).Parent(2)).Is(HttpStatusCode.NoContent).Saved("session", 3);
        // It was made on the first version, whose client has not seen the others.
        Assert.Equal("""{"a":1,"b":1,"c":1,"d":1}""", (await tab.Patch(note, """{"d":1}""").On(first).Sequence(4)).Is(HttpStatusCode.OK).Saved("session", 4).Text);
    }

    [Fact]
    public async Task A_merged_save_brings_the_merge_and_so_does_its_repeat()
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
    public async Task A_merge_that_changes_nothing_brings_what_it_met()
    {
        var (tab, bob, note, first) = await BeginAsync("""{"a":1,"b":1}""");
        await bob.Put(note, """{"a":2,"b":2}""").On(first);
        Assert.Equal(
            """{"a":2,"b":2}""",
            (await tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(2).Header("On-Conflict", "merge")).Is(HttpStatusCode.OK).Saved("unchanged", 2).Text);
    }

    [Fact]
    public async Task An_unsent_word_that_was_deleted_and_put_back_is_never_offered_as_gone()
    {
        var (tab, bob, note, first) = await BeginAsync("""{"q":"line","t":1}""");
        var second = await tab.Put(note, """{"t":1}""").On(first).Sequence(2);
        await bob.Put(note, """{"t":2}""").On(second);

        // Made on its own save 2, which had no q: the merge keeps what was put back.
        var conflict = (await tab.Put(note, """{"q":"line","t":1}""").On(first).Sequence(3).Parent(2)).Refused("edit-conflict").Json;
        Assert.Equal("""{"q":"line","t":2}""", conflict.GetProperty("merged").GetRawText());

        // Said to be made on the first version, although the session has saved since: nobody can tell what was edited.
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
