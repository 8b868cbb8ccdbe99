namespace SyncServer.Client.Tests;

/// <summary>Typing and saving: debounce, pipelining, what each save names.</summary>
public sealed class SavingTests
{
    private static readonly SyncDocumentOptions Slow = new() { Debounce = TimeSpan.FromMilliseconds(300), MaxWait = TimeSpan.FromSeconds(10) };

    [Fact]
    public async Task Opening_reads_content_and_version()
    {
        var document = await new FakeServer().OpenAsync(4, "tea");
        Assert.Equal("tea", document.Content!.ReadText());
        Assert.Equal(new SyncStatus(SyncState.Saved, 4), document.Status);
    }

    [Fact]
    public async Task A_document_never_seen_is_created_by_the_first_save()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(0, "");
        Assert.Null(document.Content);
        document.Save(FakeServer.Text("a"));
        var flushed = document.FlushAsync();
        var create = await server.NextAsync();
        Assert.Equal(("PUT", "/v1/notes/one", "*", "a"), (create.Method, create.Path, create["If-None-Match"], create.Body));
        create.Accept(1, "created");
        Assert.Equal(new SyncStatus(SyncState.Saved, 1), await flushed);
    }

    [Fact]
    public async Task A_save_is_sent_once_typing_pauses_with_the_newest_content_only()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "a", Slow);
        foreach (var text in (string[])["ab", "abc", "abcd"])
        {
            document.Save(FakeServer.Text(text));
            server.Time.Pass(TimeSpan.FromMilliseconds(299));
            await server.NothingMoreAsync();
        }

        server.Time.Pass(TimeSpan.FromMilliseconds(1));
        Assert.Equal("abcd", (await server.NextAsync()).Body);
    }

    [Fact]
    public async Task Typing_that_does_not_pause_is_saved_all_the_same()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "", Slow with { MaxWait = TimeSpan.FromSeconds(1) });
        for (var typed = 0; typed < 10; typed++)
        {
            document.Save(FakeServer.Text($"{typed}"));
            server.Time.Pass(TimeSpan.FromMilliseconds(100));
        }

        Assert.Equal("9", (await server.NextAsync()).Body);
    }

    [Fact]
    public async Task Several_saves_are_in_flight_each_with_the_newest_ETag_known_when_it_was_sent()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(3, "a");
        var saves = new List<FakeRequest> { await SendAsync(server, document, "b"), await SendAsync(server, document, "c") };
        saves[0].Accept(4);
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.Version == 4), "it is told");
        saves.Add(await SendAsync(server, document, "d"));
        Assert.Equal([FakeServer.ETag(3), FakeServer.ETag(3), FakeServer.ETag(4)], saves.Select(save => save["If-Match"]));
        Assert.Equal(["1", "2", "3"], saves.Select(save => save["Save-Sequence"]));
        Assert.Equal([null, "1", "2"], saves.Select(save => save["Save-Parent"]));
        Assert.Single(saves.Select(save => save["Session-Id"]).Distinct());
        Assert.All(saves, save => Assert.Null(save["On-Conflict"]));
    }

    [Fact]
    public async Task Answers_in_the_wrong_order_never_move_the_known_version_backwards()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(3, "a");
        var (first, second, third) = (await SendAsync(server, document, "b"), await SendAsync(server, document, "c"), await SendAsync(server, document, "d"));
        var flushed = document.FlushAsync();
        third.Accept(6, "session");
        first.Accept(4, "replayed");
        second.Accept(6, "superseded");
        Assert.Equal(6, (await flushed).Version);
        Assert.Equal(FakeServer.ETag(6), (await SendAsync(server, document, "e"))["If-Match"]);
    }

    [Fact]
    public async Task Beyond_the_limit_only_the_newest_content_waits()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "", new SyncDocumentOptions { MaxInFlight = 2 });
        var first = await SendAsync(server, document, "b");
        await SendAsync(server, document, "c");
        document.Save(FakeServer.Text("d"));
        _ = document.FlushAsync();
        document.Save(FakeServer.Text("e"));
        _ = document.FlushAsync();
        await server.NothingMoreAsync();
        first.Accept(2);
        var third = await server.NextAsync();
        Assert.Equal(("e", "3"), (third.Body, third["Save-Sequence"]));
    }

    [Fact]
    public async Task Two_changes_before_a_delete_are_one_and_the_delete_stands_between_it_and_what_follows()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "a");
        document.Save(FakeServer.Text("b"));
        document.Save(FakeServer.Text("c"));
        var deleted = document.DeleteAsync();
        document.Save(FakeServer.Text("d"));
        document.Save(FakeServer.Text("e"));
        var saved = document.FlushAsync();
        var before = await server.NextAsync();
        Assert.Equal("c", before.Body);
        await server.NothingMoreAsync();
        before.Accept(2);
        var delete = await server.NextAsync();
        Assert.Equal(("DELETE", FakeServer.ETag(2), "2"), (delete.Method, delete["If-Match"], delete["Save-Sequence"]));
        await server.NothingMoreAsync();
        delete.Accept(3, "deleted");
        var after = await server.NextAsync();
        Assert.Equal(("PUT", FakeServer.ETag(3), "e"), (after.Method, after["If-Match"], after.Body));
        after.Accept(4, "created");
        Assert.Equal(4, (await saved).Version);
        Assert.Equal(4, (await deleted).Version);
    }

    [Fact]
    public async Task Deleting_what_is_not_there_asks_nobody()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(0, "");
        Assert.Equal(SyncState.Saved, (await document.DeleteAsync()).State);
        await server.NothingMoreAsync();
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(422)]
    [InlineData(423)]
    public async Task A_refusal_keeps_what_was_typed_and_is_not_sent_again_by_itself(int status)
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("typed"));
        var flushed = document.FlushAsync();
        (await server.NextAsync()).Refuse(status, "x");
        var refused = await flushed;
        Assert.Equal((SyncState.Refused, "x"), (refused.State, ((SyncProblemException)refused.Error!).Name));
        server.Time.Pass(TimeSpan.FromHours(1));
        await server.NothingMoreAsync();

        var again = document.FlushAsync();
        var save = await server.NextAsync();
        Assert.Equal(("2", "typed"), (save["Save-Sequence"], save.Body));
        save.Accept(2);
        Assert.Equal(new SyncStatus(SyncState.Saved, 2), await again);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task What_may_have_been_accepted_before_is_sent_again_as_it_was_when_its_user_tries_again(int status)
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("typed"));
        var flushed = document.FlushAsync();
        var save = await server.NextAsync();
        save.Refuse(status, "x");
        Assert.Equal(SyncState.Refused, (await flushed).State);
        document.Save(FakeServer.Text("typed on"));
        server.Time.Pass(TimeSpan.Zero);
        await server.NothingMoreAsync();
        var again = document.FlushAsync();
        var repeat = await server.NextAsync();
        Assert.Equal(save.Identity, repeat.Identity);
        await server.NothingMoreAsync();
        repeat.Accept(2, "replayed");
        var next = await server.NextAsync();
        Assert.Equal(("2", FakeServer.ETag(2), "typed on"), (next["Save-Sequence"], next["If-Match"], next.Body));
        next.Accept(3);
        Assert.Equal(new SyncStatus(SyncState.Saved, 3), await again);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(33)]
    public void More_saves_in_flight_than_the_server_remembers_are_refused(int most) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncDocumentOptions { MaxInFlight = most });

    [Fact]
    public async Task A_document_that_is_opened_again_never_uses_a_number_twice()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        (await SendAsync(server, document, "b")).Accept(2);
        await document.DisposeAsync();
        var save = await SendAsync(server, await server.OpenAsync(2, "b"), "c");
        Assert.Equal(("2", null), (save["Save-Sequence"], save["Save-Parent"]));
    }

    [Fact]
    public async Task The_refusal_of_an_older_save_is_no_matter_once_a_newer_one_is_accepted()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        var first = await SendAsync(server, document, "b");
        var second = await SendAsync(server, document, "c");
        var flushed = document.FlushAsync();
        first.Conflict(2, "theirs");
        second.Accept(3, "merged", "c and theirs");
        Assert.Equal(new SyncStatus(SyncState.Saved, 3), await flushed);
        Assert.Equal("c and theirs", document.Content!.ReadText());
    }

    [Fact]
    public async Task Disposing_saves_what_was_typed_and_a_disposed_document_takes_nothing()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        document.Save(FakeServer.Text("b"));
        var disposed = document.DisposeAsync().AsTask();
        (await server.NextAsync()).Accept(2);
        await disposed;
        Assert.Equal(SyncState.Closed, document.Status.State);
        Assert.Throws<ObjectDisposedException>(() => document.Save(FakeServer.Text("c")));
        await document.DisposeAsync();
        Assert.Equal("b", (await server.OpenAsync(2, "b")).Content!.ReadText());
    }

    [Fact]
    public async Task The_status_is_told_as_it_changes()
    {
        var server = new FakeServer();
        var document = await server.OpenAsync(1, "");
        var told = new List<string>();
        document.StatusChanged += (_, status) => told.Add($"{status.State} v{status.Version}");
        var save = await SendAsync(server, document, "b");
        save.Accept(2);
        await Eventually.HoldsAsync(() => Task.FromResult(told.Count == 2), "both are told");
        Assert.Equal(["Saving v1", "Saved v2"], told);
    }

    private static async Task<FakeRequest> SendAsync(FakeServer server, SyncDocument document, string text)
    {
        document.Save(FakeServer.Text(text));
        _ = document.FlushAsync();
        return await server.NextAsync();
    }
}
