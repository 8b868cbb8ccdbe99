using System.Diagnostics;

namespace SyncServer.Tests.Http;

/// <summary>A session that repeats saves that must conflict is refused without a database read, but a save that would be accepted never is (docs/protocol.md, section 4.10).</summary>
[Trait("Store", "Sqlite")]
public sealed class EarlyRefusalTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task After_a_second_of_conflicts_on_one_version_the_next_has_no_merge()
    {
        var (tab, note, first) = await BeginAsync();
        var save = tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(1);
        Assert.True(IsMergeable(await save));
        await Eventually.HoldsAsync(async () => !IsMergeable(await save), "a refusal without a merge");
        Assert.Equal(2, (await save).Refused("edit-conflict").Json.GetProperty("current").GetProperty("version").GetInt64());

        // A pause ends the early refusal.
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
    public async Task An_older_save_is_superseded_once_a_later_one_is_accepted()
    {
        var (tab, note, first) = await BeginAsync("forced");
        await RepeatAsync(tab.Put(note, "1").On(first).Sequence(1));
        (await tab.Put(note, "3").Forced().Sequence(3)).Saved("forced", 3);
        (await tab.Put(note, "2").On(first).Sequence(2)).Saved("superseded", 3);
    }

    [Fact]
    public async Task A_create_with_the_ETag_of_the_tombstone_is_accepted()
    {
        var (tab, note, _) = await BeginAsync();
        var bob = await app.SignInAsync("Bob");
        var tombstone = (await bob.Delete(note).On(await bob.Get(note))).Saved("deleted", 3);
        await RepeatAsync(tab.Delete(note).On(tombstone));
        (await tab.Put(note, "4").On(tombstone)).Saved("created", 4);
    }

    private static bool IsMergeable(Answer answer) => answer.Refused("edit-conflict").Json.GetProperty("mergeable").GetBoolean();

    /// <summary>Repeats a save that must conflict for longer than the second after which the server refuses it early.</summary>
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
