using System.Diagnostics;

namespace SyncServer.Tests.Http;

/// <summary>Protocol 4.10: a session that repeats doomed saves is refused without a look at the database, and never for what would be accepted.</summary>
[Trait("Store", "Sqlite")]
public sealed class EarlyRefusalTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task After_a_second_of_conflicts_on_one_version_no_merge_is_offered_for_the_next()
    {
        var (tab, note, first) = await BeginAsync();
        var save = tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(1);
        Assert.True(IsMergeable(await save));
        await Eventually.HoldsAsync(async () => !IsMergeable(await save), "a refusal without a merge");
        Assert.Equal(2, (await save).Refused("edit-conflict").Json.GetProperty("current").GetProperty("version").GetInt64());

        // A pause ends it.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        Assert.True(IsMergeable(await save));
    }

    [Fact]
    public async Task A_merge_is_never_refused_early()
    {
        var (tab, note, first) = await BeginAsync();
        await RepeatAsync(tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(1));
        (await tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(1).Header("On-Conflict", "merge")).Saved("merged", 3);
    }

    [Fact]
    public async Task An_older_save_of_a_session_that_was_accepted_meanwhile_is_superseded()
    {
        var (tab, note, first) = await BeginAsync("forced");
        await RepeatAsync(tab.Put(note, "1").On(first).Sequence(1));
        (await tab.Put(note, "3").Forced().Sequence(3)).Saved("forced", 3);
        (await tab.Put(note, "2").On(first).Sequence(2)).Saved("superseded", 3);
    }

    [Fact]
    public async Task A_create_over_the_tombstone_that_deletes_named_is_accepted()
    {
        var (tab, note, _) = await BeginAsync();
        var bob = await app.SignInAsync("Bob");
        var tombstone = (await bob.Delete(note).On(await bob.Get(note))).Saved("deleted", 3);
        await RepeatAsync(tab.Delete(note).On(tombstone));
        (await tab.Put(note, "4").On(tombstone)).Saved("created", 4);
    }

    private static bool IsMergeable(Answer answer) => answer.Refused("edit-conflict").Json.GetProperty("mergeable").GetBoolean();

    /// <summary>Repeats a doomed save for longer than the server's patience.</summary>
    private static async Task RepeatAsync(Call save)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1.5))
        {
            (await save).Refused("edit-conflict");
        }
    }

    private async Task<(Caller Tab, string Note, Answer First)> BeginAsync(string collection = "notes")
    {
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument(collection);
        var first = await bob.Create(note, """{"a":1,"b":1}""");
        (await bob.Put(note, """{"a":1,"b":2}""").On(first)).Saved("verified", 2);
        return ((await app.SignInAsync()).Tab(), note, first);
    }
}
