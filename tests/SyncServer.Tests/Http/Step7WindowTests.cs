namespace SyncServer.Tests.Http;

/// <summary>The window, and how it slides (docs/protocol.md, sections 4.7 and 1).</summary>
public sealed class Step7WindowTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Theory]
    [InlineData("notes", 30)]
    [InlineData("short", 5)]
    public async Task The_window_ends_as_the_policy_of_the_collection_says(string collection, int seconds)
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument(collection);
        var first = await tab.Create(note, "1");
        await tab.Put(note, "2").On(first);

        app.Clock.Advance(TimeSpan.FromSeconds(seconds));
        var third = (await tab.Put(note, "3").On(first)).Saved("session", 3);

        app.Clock.Advance(TimeSpan.FromSeconds(seconds) + TimeSpan.FromMilliseconds(1));
        (await tab.Put(note, "4").On(first)).Refused("edit-conflict");
        (await tab.Put(note, "4").On(third)).Saved("verified", 4);
    }

    [Fact]
    public async Task The_window_slides_with_each_accepted_save()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1");
        (await tab.Put(note, "2").On(first)).Saved("verified", 2);
        for (var version = 3; version < 8; version++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(25));
            (await tab.Put(note, $"{version}").On(first)).Saved("session", version);
        }
    }

    [Fact]
    public async Task The_window_slides_with_an_unchanged_save_of_the_same_session()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1");
        var second = await tab.Put(note, "2").On(first);
        app.Clock.Advance(TimeSpan.FromSeconds(25));
        (await tab.Put(note, "2").On(second)).Saved("unchanged", 2);
        app.Clock.Advance(TimeSpan.FromSeconds(25));

        // 50 s after the last version, 25 s after the unchanged save.
        (await tab.Put(note, "3").On(first)).Saved("session", 3);
    }

    [Fact]
    public async Task The_window_does_not_slide_with_an_unchanged_save_of_another_session()
    {
        var tab = (await app.SignInAsync()).Tab();
        var other = (await app.SignInAsync("Bob")).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1");
        var second = await tab.Put(note, "2").On(first);
        app.Clock.Advance(TimeSpan.FromSeconds(25));
        (await other.Put(note, "2").On(second)).Saved("unchanged", 2);
        (await tab.Put(note, "2").On(first)).Saved("unchanged", 2);
        app.Clock.Advance(TimeSpan.FromSeconds(25));
        (await other.Put(note, "2").On(second)).Saved("unchanged", 2);
        app.Clock.Advance(TimeSpan.FromSeconds(25));

        (await tab.Put(note, "3").On(first)).Refused("edit-conflict");
    }

    [Fact]
    public async Task A_refused_save_does_not_slide_the_window()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1");
        await tab.Put(note, "2").On(first);
        app.Clock.Advance(TimeSpan.FromSeconds(25));
        (await tab.Put(note, "3").On(first).Strict()).Refused("edit-conflict");
        app.Clock.Advance(TimeSpan.FromSeconds(25));

        (await tab.Put(note, "3").On(first)).Refused("edit-conflict");
    }

    [Fact]
    public async Task The_window_survives_a_restart()
    {
        using var data = new TempDirectory();
        var note = SyncApp.NewDocument();
        Caller tab;
        Answer first;
        await using (var before = new SyncApp { DataDirectory = data.FullPath })
        {
            tab = (await before.SignInAsync()).Tab();
            first = await tab.Create(note, "1").Sequence(1);
            (await tab.Put(note, "2").On(first).Sequence(3)).Saved("verified", 2);
        }

        await using var after = new SyncApp { DataDirectory = data.FullPath };
        tab = tab with { Http = after.Connect() };
        (await tab.Put(note, "3").On(first).Sequence(2)).Saved("superseded", 2);
        (await tab.Put(note, "4").On(first).Sequence(4)).Saved("session", 3);
        after.Clock.Advance(TimeSpan.FromMinutes(1));
        (await tab.Put(note, "5").On(first).Sequence(5)).Refused("edit-conflict");
    }
}
