namespace SyncServer.Tests.Traps;

/// <summary>Traps 1 to 7 and 10: saves that a naive server wrongly writes or wrongly refuses.</summary>
public sealed class WritingTrapTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Trap01_OwnOlderOverNewer()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var newer = await tab.Put(note, "3").On(first).Sequence(3);

        var older = await tab.Put(note, "2").On(first).Sequence(2);

        Assert.Equal(newer.ETag, older.Saved("superseded", 2).ETag);
        Assert.Equal("3", (await tab.Get(note)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Trap02_DelayedSaveAfterAReload(bool numbered)
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        Call Numbered(Call call, int number) => numbered ? call.Sequence(number) : call;
        var first = await Numbered(tab.Create(note, "1"), 1);
        var second = await Numbered(tab.Put(note, "2").On(first), 2);
        var third = await Numbered(tab.Put(note, "3").On(second), 3);

        // A slow save based on v3 is in flight; Bob writes v4; the session reloads and saves v5. Then the slow save arrives.
        var fourth = await bob.Put(note, "\"4 of Bob\"").On(third);
        (await Numbered(tab.Put(note, "5").On(fourth), 5)).Saved("verified", 5);
        var slow = await Numbered(tab.Put(note, "\"made on 3\"").On(third), 4);

        if (numbered)
        {
            slow.Saved("superseded", 5);
        }
        else
        {
            slow.Refused("edit-conflict");
        }

        Assert.Equal("5", (await tab.Get(note)).Text);

        // A higher sequence does not help: the save is not based on v4.
        (await Numbered(tab.Put(note, "\"made on 3\"").On(third), 6)).Refused("edit-conflict");
        (await Numbered(tab.Put(note, "\"made on 4\"").On(fourth), 7)).Saved("session", 6);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Trap03_InFlightCreate(bool numbered)
    {
        for (var round = 0; round < 20; round++)
        {
            var tab = (await app.SignInAsync()).Tab();
            var note = SyncApp.NewDocument();
            var one = tab.Create(note, "1");
            var two = tab.Create(note, "2");

            var answers = await Task.WhenAll((numbered ? one.Sequence(1) : one).SendAsync(), (numbered ? two.Sequence(2) : two).SendAsync());

            Assert.All(answers, answer => Assert.True(answer.Succeeded, answer.ToString()));
            if (numbered)
            {
                Assert.Equal("2", (await tab.Get(note)).Text);
            }
            else
            {
                Assert.Equal(2, (await tab.RevisionsAsync(note)).Count);
            }
        }
    }

    [Fact]
    public async Task Trap04_UnchangedSave()
    {
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "\"X\"").Sequence(1);
        (await tab.Put(note, "\"X\"").On(first).Sequence(3)).Saved("unchanged", 1);

        (await tab.Put(note, "\"Y\"").On(first).Sequence(2)).Saved("superseded", 1);

        Assert.Equal("\"X\"", (await tab.Get(note)).Text);
        (await tab.Put(note, "\"X\"").On(first).Sequence(3)).Saved("replayed", 1);
    }

    [Fact]
    public async Task Trap05_LostAnswer()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        var save = tab.Put(note, "2").On(first).Sequence(2);
        var lost = await save;
        await bob.Put(note, "3").On(lost);

        var retried = await save;

        Assert.Equal(lost.ETag, retried.Saved("replayed", 2).ETag);
        Assert.Equal("3", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task Trap06_SessionIdBorrowed()
    {
        var tab = (await app.SignInAsync()).Tab();
        var thief = (await app.SignInAsync("Mallory")).In(tab.Session!);
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1").Sequence(1);
        await tab.Put(note, "2").On(first).Sequence(2);

        (await thief.Put(note, "3").On(first).Sequence(3)).Refused("edit-conflict");
        (await thief.Put(note, "2").On(first).Sequence(2)).Refused("edit-conflict");
        (await thief.Create(note, "1").Sequence(1)).Refused("already-exists");
        Assert.Equal("2", (await tab.Get(note)).Text);
    }

    [Fact]
    public async Task Trap07_DeleteAndRecreate()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1");
        var second = await tab.Delete(note).On(first);
        (await tab.Create(note, "1")).Refused("already-exists");
        (await tab.Put(note, "1").On(second)).Saved("created", 3);

        foreach (var before in (string[])[first.ETag!, second.ETag!])
        {
            (await bob.Put(note, "4").IfMatch(before)).Refused("edit-conflict");
            Assert.Equal("1", (await bob.Get(note).Header("If-None-Match", before)).Is(System.Net.HttpStatusCode.OK).Text);
        }

        // Even the session that deleted may not write on a version from before the delete.
        (await tab.Put(note, "4").On(first)).Refused("edit-conflict");
    }

    [Fact]
    public async Task Trap10_Clock()
    {
        await using var own = new SyncApp();
        var tab = (await own.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, "1");
        var second = await tab.Put(note, "2").On(first);

        own.Clock.Advance(TimeSpan.FromHours(-1));
        own.Clock.Advance(TimeSpan.FromMinutes(20));
        (await tab.Put(note, "3").On(first)).Refused("edit-conflict");

        // The next verified save opens a window of the configured length.
        (await tab.Put(note, "3").On(second)).Saved("verified", 3);
        own.Clock.Advance(TimeSpan.FromSeconds(30));
        (await tab.Put(note, "4").On(second)).Saved("session", 4);
        own.Clock.Advance(TimeSpan.FromSeconds(31));
        (await tab.Put(note, "5").On(second)).Refused("edit-conflict");
    }
}
