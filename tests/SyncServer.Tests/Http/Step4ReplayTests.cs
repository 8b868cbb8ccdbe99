using System.Net;

namespace SyncServer.Tests.Http;

/// <summary>Protocol 4, step 4: the same save sent again.</summary>
public sealed class Step4ReplayTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task A_repeat_answers_as_the_first_did_and_writes_nothing()
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
    public async Task It_is_found_behind_later_saves_of_the_session()
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
    public async Task It_is_found_although_the_client_has_learnt_of_its_version_meanwhile()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var second = await tab.Put(note, "2").On(first).Sequence(2);

        (await tab.Put(note, "2").On(second).Sequence(2)).Saved("replayed", 2);
    }

    [Fact]
    public async Task It_is_found_behind_saves_of_others_and_long_after_the_window()
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
    public async Task The_same_sequence_with_something_else_is_422(string what)
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
    public async Task A_patch_is_replayed()
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
    public async Task A_delete_is_replayed()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var delete = tab.Delete(note).On(first).Sequence(2);
        var second = await delete;

        Assert.Equal(second.ETag, (await delete).Is(HttpStatusCode.NoContent).Saved("replayed", 2).ETag);
    }

    [Fact]
    public async Task A_create_is_replayed_even_where_someone_deleted_it_since()
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
    public async Task A_refused_save_leaves_its_number_free()
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
    public async Task Numbers_are_counted_for_each_document_person_and_session_alone()
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
    public async Task It_comes_before_the_conditional_lock()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument("strictnotes");
        var first = await tab.Create(note, "1").Sequence(1);
        await tab.Put(note, "2").On(first).Sequence(2);

        (await tab.Put(note, "2").On(first).Sequence(2).Strict()).Saved("replayed", 2);
    }
}
