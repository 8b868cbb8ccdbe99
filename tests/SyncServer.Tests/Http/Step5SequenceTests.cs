using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Protocol 4, step 5: saves that arrive in the wrong order.</summary>
public sealed class Step5SequenceTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task An_older_save_is_superseded(string method)
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var third = await tab.Put(note, "3").On(first).Sequence(3);

        var late = await (method is "PUT" ? tab.Put(note, "2") : tab.Delete(note)).On(first).Sequence(2);

        // It is about another save than the one it answers, so it brings what it names.
        Assert.Equal("3", late.Is(HttpStatusCode.OK).Saved("superseded", 2).Text);
        Assert.Equal(third.ETag, late.ETag);
        Assert.Equal("3", (await tab.Get(note)).Text);
        Assert.Equal(2, (await tab.RevisionsAsync(note)).Count);
    }

    [Fact]
    public async Task A_patch_supersedes_nothing()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await (await app.SignInAsync("Bob")).Create(note, """{"a":0,"b":0}""");
        (await tab.Patch(note, """{"b":1}""").On(first).Sequence(2)).Saved("verified", 2);

        // It holds what no accepted save does, so it is not said to be saved.
        (await tab.Put(note, """{"a":1,"b":0}""").On(first).Sequence(1)).Refused("sequence-out-of-order");

        Assert.Equal("""{"a":0,"b":1}""", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task A_full_save_below_a_later_full_save_is_superseded_whatever_patches_came_since()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"a":0}""").Sequence(1);
        (await tab.Put(note, """{"a":3}""").On(first).Sequence(3)).Saved("verified", 2);
        (await tab.Patch(note, """{"b":4}""").On(first).Sequence(4).Parent(3)).Saved("session", 3);

        Assert.Equal("""{"a":3}""", (await tab.Put(note, """{"a":2}""").On(first).Sequence(2)).Is(HttpStatusCode.OK).Saved("superseded", 2).Text);
    }

    [Fact]
    public async Task A_patch_older_than_all_on_record_may_have_been_applied()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"n":1}""").Sequence(1);
        for (var n = 2; n <= 40; n++)
        {
            (await tab.Patch(note, $$"""{"n":{{n}}}""").On(first).Sequence(n).Parent(n - 1)).Is(HttpStatusCode.NoContent);
        }

        (await tab.Patch(note, """{"n":8}""").On(first).Sequence(8).Parent(7)).Refused("sequence-too-old");
        (await tab.Patch(note, """{"n":9}""").On(first).Sequence(9).Parent(8)).Saved("replayed", 9);
        (await tab.Create(note, """{"n":1}""").Sequence(1)).Saved("replayed", 1);
        (await tab.Put(note, """{"n":5}""").On(first).Sequence(5)).Refused("sequence-out-of-order");
    }

    [Fact]
    public async Task It_stays_superseded_after_someone_else_wrote()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var third = await tab.Put(note, "3").On(first).Sequence(3);
        await bob.Put(note, "4").On(third);

        Assert.Equal(third.ETag, (await tab.Put(note, "2").On(first).Sequence(2)).Saved("superseded", 2).ETag);
        Assert.Equal("4", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task Creates_that_arrive_in_the_wrong_order_are_settled_too()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var second = await tab.Create(note, "2").Sequence(2);

        Assert.Equal(second.ETag, (await tab.Create(note, "1").Sequence(1)).Saved("superseded", 1).ETag);
    }

    [Fact]
    public async Task An_older_patch_is_never_dropped()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"n":1}""").Sequence(1);
        await tab.Put(note, """{"n":3}""").On(first).Sequence(3);

        (await tab.Patch(note, """{"m":2}""").On(first).Sequence(2)).Refused("sequence-out-of-order");

        // The client sends it again with a new number.
        (await tab.Patch(note, """{"m":2}""").On(first).Sequence(4)).Saved("session", 3);
        Assert.Equal("""{"n":3,"m":2}""", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task A_put_may_skip_numbers()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(5);
        (await tab.Put(note, "2").On(first).Sequence(900)).Saved("verified", 2);
    }

    [Fact]
    public async Task A_patch_that_skips_a_number_waits_and_then_is_409()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"n":1}""").Sequence(1);

        var ahead = await tab.Patch(note, """{"n":3}""").On(first).Sequence(3);

        Assert.Equal(2, ahead.Refused("sequence-gap").Json.GetProperty("expected").GetInt64());
        Assert.Equal(1, (await tab.Get(note)).Version);

        // Its number is still free.
        var second = (await tab.Patch(note, """{"n":2}""").On(first).Sequence(2)).Saved("verified", 2);
        (await tab.Patch(note, """{"n":3}""").On(second).Sequence(3)).Saved("verified", 3);
    }

    [Fact]
    public async Task Before_a_sessions_first_save_there_is_no_gap()
    {
        var bob = await app.SignInAsync("Bob");
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await bob.Create(note, """{"n":1}""");

        (await tab.Patch(note, """{"n":2}""").On(first).Sequence(7)).Saved("verified", 2);
    }

    [Fact]
    public async Task Numbers_below_are_kept_apart_by_session()
    {
        var amy = await app.SignInAsync();
        var one = amy.Tab();
        var two = amy.Tab();
        var note = SyncApp.NewDocument();
        var first = await one.Create(note, "1").Sequence(9);

        (await two.Put(note, "2").On(first).Sequence(1)).Saved("verified", 2);
        (await one.Put(note, "3").On(first).Sequence(10)).Refused("edit-conflict");
    }
}
