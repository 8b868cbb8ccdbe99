using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Retries of the same save (docs/protocol.md, section 4.4).</summary>
public sealed class Step4ReplayTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_replay_gets_the_first_response_and_writes_nothing()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var save = tab.Put(note, "2").On(first).Sequence(2);
        var second = await save;

        var again = await save;

        again.Is(HttpStatusCode.NoContent).Saved("replayed", 2);
        Assert.Equal(second.ETag, again.ETag);
        Assert.Equal(2, (await tab.RevisionsAsync(note)).Count);
    }

    [Fact]
    public async Task A_replay_is_recognised_after_later_saves_of_the_session()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var save = tab.Put(note, "2").On(first).Sequence(2);
        var second = await save;
        await tab.Put(note, "3").On(second).Sequence(3);

        var again = await save.Representation();

        again.Is(HttpStatusCode.OK).Saved("replayed", 2);
        Assert.Equal(second.ETag, again.ETag);
        Assert.Equal("2", again.Text);
        Assert.Equal("3", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task A_replay_is_recognised_with_the_ETag_of_its_own_version()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var second = await tab.Put(note, "2").On(first).Sequence(2);

        (await tab.Put(note, "2").On(second).Sequence(2)).Saved("replayed", 2);
    }

    [Fact]
    public async Task A_replay_is_recognised_after_saves_of_others_and_after_the_window()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var save = tab.Create(note, "1").Sequence(1);
        var first = await save;
        await bob.Put(note, "2").On(first);
        app.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(first.ETag, (await save).Saved("replayed", 1).ETag);
        Assert.Equal("2", (await tab.Get(note)).Text);
    }

    [Theory]
    [InlineData("other bytes")]
    [InlineData("other type")]
    [InlineData("other method")]
    public async Task The_same_sequence_with_another_request_is_422(string what)
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "{}").Sequence(1);
        (await tab.Put(note, """{"a":1}""").On(first).Sequence(2)).Saved("verified", 2);

        var answer = await (what switch
        {
            "other bytes" => tab.Put(note, """{"a":2}"""),
            "other type" => tab.Send("PUT", note).Body("""{"a":1}""", "text/plain"),
            _ => tab.Patch(note, """{"a":1}"""),
        }).On(first).Sequence(2);

        answer.Refused("sequence-reused");
        Assert.Equal(2, (await tab.Get(note)).Version);
    }

    [Fact]
    public async Task A_PATCH_is_replayed()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"n":1}""").Sequence(1);
        var patch = tab.Patch(note, """{"n":2}""").On(first).Sequence(2);
        await patch;
        await tab.Patch(note, """{"n":3}""").On(first).Sequence(3);

        (await patch.Representation()).Is(HttpStatusCode.OK).Saved("replayed", 2);
        Assert.Equal("""{"n":3}""", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task A_DELETE_is_replayed()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var delete = tab.Delete(note).On(first).Sequence(2);
        var second = await delete;

        Assert.Equal(second.ETag, (await delete).Is(HttpStatusCode.NoContent).Saved("replayed", 2).ETag);
    }

    [Fact]
    public async Task A_create_is_replayed_after_the_document_was_deleted()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var create = tab.Create(note, "1").Sequence(1);
        var first = await create;
        await bob.Delete(note).On(first);

        Assert.Equal(first.ETag, (await create).Saved("replayed", 1).ETag);
        (await tab.Get(note)).Refused("gone");
    }

    [Fact]
    public async Task A_forced_save_is_replayed_although_it_names_no_base()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument("forced");
        await bob.Create(note, "1");
        var forced = tab.Put(note, "2").Forced().Sequence(1);
        var second = await forced;
        await bob.Put(note, "3").On(second);

        (await forced).Saved("replayed", 2);
        Assert.Equal("3", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task A_refused_save_does_not_use_up_its_sequence()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var second = await bob.Put(note, "2").On(first);
        (await tab.Put(note, "3").On(first).Sequence(2)).Refused("edit-conflict");

        (await tab.Put(note, "4").On(second).Sequence(2)).Saved("verified", 3);
    }

    [Fact]
    public async Task Sequences_are_separate_for_each_document_user_and_session()
    {
        var amy = await app.SignInAsync();
        var tab = amy.Tab();
        var bob = (await app.SignInAsync("Bob")).In(tab.Session!);
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);

        (await tab.Create(SyncApp.NewDocument(), "1").Sequence(1)).Saved("created", 1);
        var second = (await bob.Put(note, "2").On(first).Sequence(1)).Saved("verified", 2);
        (await amy.Tab().Put(note, "3").On(second).Sequence(1)).Saved("verified", 3);
    }

    [Fact]
    public async Task Replay_precedes_the_conditional_lock()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument("strictnotes");
        var first = await tab.Create(note, "1").Sequence(1);
        await tab.Put(note, "2").On(first).Sequence(2);

        (await tab.Put(note, "2").On(first).Sequence(2).Strict()).Saved("replayed", 2);
    }
}
