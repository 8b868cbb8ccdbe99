namespace SyncServer.Tests.Http;

/// <summary>The conditional lock (docs/protocol.md, section 4.7).</summary>
public sealed class Step7SessionTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task The_etag_of_the_head_is_verified_with_and_without_a_session()
    {
        var amy = await app.SignInAsync();
        var bob = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        var second = (await bob.Put(note, "2").On(first).Sequence(1)).Saved("verified", 2);
        (await amy.Put(note, "3").On(second)).Saved("verified", 3);
    }

    [Fact]
    public async Task One_matching_ETag_of_a_list_is_enough()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        (await amy.Put(note, "2").IfMatch($"\"other\", {first.ETag} ,\"third\"")).Saved("verified", 2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Saves_in_flight_of_a_session_skip_the_ETag_check(bool numbered)
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        Call Numbered(Call call, int number) => numbered ? call.Sequence(number) : call;
        var first = await Numbered(tab.Create(note, "1"), 1);
        (await Numbered(tab.Put(note, "2").On(first), 2)).Saved("verified", 2);

        for (var number = 3; number < 8; number++)
        {
            (await Numbered(tab.Put(note, $"{number}").On(first), number)).Saved("session", number);
        }
    }

    [Fact]
    public async Task Saves_in_flight_may_name_any_version_of_the_run_and_the_run_base()
    {
        var bob = await app.SignInAsync("Bob");
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await bob.Create(note, "1");
        var second = await bob.Put(note, "2").On(first);
        var third = (await tab.Put(note, "3").On(second)).Saved("verified", 3);
        var fourth = (await tab.Put(note, "4").On(second)).Saved("session", 4);
        (await tab.Put(note, "5").On(third)).Saved("session", 5);
        (await tab.Put(note, "6").On(fourth)).Saved("session", 6);

        (await tab.Put(note, "7").On(first)).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_client_without_a_session_never_skips_the_ETag_check()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        (await amy.Put(note, "2").On(first)).Saved("verified", 2);
        (await amy.Put(note, "3").On(first)).Refused("edit-conflict");
    }

    [Fact]
    public async Task Another_tab_of_the_same_user_is_another_session()
    {
        var amy = await app.SignInAsync();
        var one = amy.Tab();
        var note = SyncApp.NewDocument();
        var first = await one.Create(note, "1");
        (await one.Put(note, "2").On(first)).Saved("verified", 2);
        (await amy.Tab().Put(note, "3").On(first)).Refused("edit-conflict");
        (await amy.Put(note, "3").On(first)).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_save_of_another_session_ends_the_run()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1");
        var second = await bob.Put(note, "2").On(first);
        (await tab.Put(note, "3").On(first)).Refused("edit-conflict");

        // The next run begins at the head that the session has read, and does not include earlier versions.
        (await tab.Put(note, "3").On(second)).Saved("verified", 3);
        (await tab.Put(note, "4").On(second)).Saved("session", 4);
        (await tab.Put(note, "5").On(first)).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_strict_collection_always_requires_the_head()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument("strictnotes");
        var first = await tab.Create(note, "1").Sequence(1);
        var second = (await tab.Put(note, "2").On(first).Sequence(2)).Saved("verified", 2);
        (await tab.Put(note, "3").On(first).Sequence(3)).Refused("edit-conflict");
        (await tab.Create(note, "3").Sequence(3)).Refused("already-exists");
        (await tab.Put(note, "3").On(second).Sequence(3).Header("Prefer", "handling=lenient")).Saved("verified", 3);
        (await tab.Put(note, "4").On(first).Sequence(4).Header("Prefer", "handling=lenient")).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_strict_request_requires_the_head()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var second = await tab.Put(note, "2").On(first).Sequence(2);
        (await tab.Put(note, "3").On(first).Sequence(3).Strict()).Refused("edit-conflict");
        (await tab.Put(note, "3").On(second).Sequence(3).Strict()).Saved("verified", 3);
        (await tab.Put(note, "4").On(first).Sequence(4)).Saved("session", 4);
    }

    [Theory]
    [InlineData("\"nonsense\"")]
    [InlineData("\"1\"")]
    [InlineData("\"1-0000000000000000\"")]
    [InlineData("\"99999999999999999999-0000000000000000\"")]
    [InlineData("\"\"")]
    [InlineData("W/\"x\"")]
    public async Task An_ETag_of_another_server_matches_nothing(string etag)
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        (await tab.Create(note, "1")).Saved("created", 1);
        (await tab.Put(note, "2").IfMatch(etag)).Refused("edit-conflict");
        (await tab.Patch(note, "2").IfMatch(etag)).Refused("edit-conflict");
        (await tab.Delete(note).IfMatch(etag)).Refused("edit-conflict");
    }

    [Fact]
    public async Task An_ETag_of_another_document_matches_nothing()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        await tab.Create(note, "1");
        var other = await tab.Create(SyncApp.NewDocument(), "1");
        (await tab.Put(note, "2").On(other)).Refused("edit-conflict");
    }

    [Fact]
    public async Task The_same_rule_applies_to_PATCH_and_DELETE()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"a":1}""");
        (await tab.Patch(note, """{"b":2}""").On(first)).Saved("verified", 2);
        (await tab.Patch(note, """{"c":3}""").On(first)).Saved("session", 3);
        Assert.Equal("""{"a":1,"b":2,"c":3}""", (await tab.Get(note)).Text);

        (await (await app.SignInAsync("Bob")).Delete(note).On(first)).Refused("edit-conflict");
        (await tab.Delete(note).On(first)).Saved("deleted", 4);
    }
}
