using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Saves that arrive out of order (docs/protocol.md, section 4.5).</summary>
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

        // The response names the version of another save, so it has the content.
        Assert.Equal("3", late.Is(HttpStatusCode.OK).Saved("superseded", 2).Text);
        Assert.Equal(third.ETag, late.ETag);
        Assert.Equal("3", (await tab.Get(note)).Text);
        Assert.Equal(2, (await tab.RevisionsAsync(note)).Count);
    }

    [Fact]
    public async Task A_PATCH_does_not_supersede_an_older_save()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await (await app.SignInAsync("Bob")).Create(note, """{"a":0,"b":0}""");
        (await tab.Patch(note, """{"b":1}""").On(first).Sequence(2)).Saved("verified", 2);

        // No accepted save contains its change, so it is not reported as saved.
        (await tab.Put(note, """{"a":1,"b":0}""").On(first).Sequence(1)).Refused("sequence-out-of-order");

        Assert.Equal("""{"a":0,"b":1}""", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task A_full_save_older_than_an_accepted_full_save_is_superseded_despite_later_PATCHes()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"a":0}""").Sequence(1);
        (await tab.Put(note, """{"a":3}""").On(first).Sequence(3)).Saved("verified", 2);
        (await tab.Patch(note, """{"b":4}""").On(first).Sequence(4).Parent(3)).Saved("session", 3);

        Assert.Equal("""{"a":3}""", (await tab.Put(note, """{"a":2}""").On(first).Sequence(2)).Is(HttpStatusCode.OK).Saved("superseded", 2).Text);
    }

    [Fact]
    public async Task A_PATCH_older_than_the_session_record_is_409_sequence_too_old()
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
    public async Task A_save_stays_superseded_after_another_session_wrote()
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
    public async Task Creates_that_arrive_out_of_order_are_superseded()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var second = await tab.Create(note, "2").Sequence(2);

        Assert.Equal(second.ETag, (await tab.Create(note, "1").Sequence(1)).Saved("superseded", 1).ETag);
    }

    [Fact]
    public async Task An_older_PATCH_is_409_and_can_be_sent_again()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"n":1}""").Sequence(1);
        await tab.Put(note, """{"n":3}""").On(first).Sequence(3);

        (await tab.Patch(note, """{"m":2}""").On(first).Sequence(2)).Refused("sequence-out-of-order");

        // The client sends it again with a new sequence.
        (await tab.Patch(note, """{"m":2}""").On(first).Sequence(4)).Saved("session", 3);
        Assert.Equal("""{"n":3,"m":2}""", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task A_PUT_may_skip_sequences()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(5);
        (await tab.Put(note, "2").On(first).Sequence(900)).Saved("verified", 2);
    }

    [Fact]
    public async Task A_PATCH_that_skips_a_sequence_waits_and_then_is_409()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"n":1}""").Sequence(1);

        var ahead = await tab.Patch(note, """{"n":3}""").On(first).Sequence(3);

        Assert.Equal(2, ahead.Refused("sequence-gap").Json.GetProperty("expected").GetInt64());
        Assert.Equal(1, (await tab.Get(note)).Version);

        // Its sequence is still free.
        var second = (await tab.Patch(note, """{"n":2}""").On(first).Sequence(2)).Saved("verified", 2);
        (await tab.Patch(note, """{"n":3}""").On(second).Sequence(3)).Saved("verified", 3);
    }

    [Fact]
    public async Task The_first_save_of_a_session_has_no_gap()
    {
        var bob = await app.SignInAsync("Bob");
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await bob.Create(note, """{"n":1}""");

        (await tab.Patch(note, """{"n":2}""").On(first).Sequence(7)).Saved("verified", 2);
    }

    [Fact]
    public async Task The_highest_sequence_is_separate_for_each_session()
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
