namespace SyncServer.Client.Tests;

/// <summary>Conflicts and their choices, and what was merged.</summary>
public sealed class ConflictTests
{
    private readonly FakeServer _server = new();

    [Fact]
    public async Task A_conflict_stops_sending_and_is_told_also_to_who_subscribes_later()
    {
        var (document, conflict) = await MeetAsync();
        Assert.Equal((SyncState.Conflict, 5L, "Bob"), (document.Status.State, conflict.Version, conflict.SavedBy!.Name));
        Assert.Equal("theirs", conflict.Theirs!.ReadText());
        document.Save(FakeServer.Text("mine, longer"));
        Assert.Equal(SyncState.Conflict, (await document.FlushAsync()).State);
        await _server.NothingMoreAsync();
        Assert.Equal("mine, longer", conflict.Mine!.ReadText());
        Assert.Same(conflict, document.StandingConflict);
    }

    [Fact]
    public async Task Keeping_mine_saves_what_was_typed_last_over_exactly_what_stands()
    {
        var (document, conflict) = await MeetAsync();
        document.Save(FakeServer.Text("mine, longer"));
        var kept = conflict.KeepMineAsync();
        var save = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(5), "c5", "reject", "mine, longer"), (save["If-Match"], save["Conflict-Id"], save["On-Conflict"], save.Body));
        save.Accept(6);
        Assert.Equal(new SyncStatus(SyncState.Saved, 6), await kept);
        await Assert.ThrowsAsync<InvalidOperationException>(() => conflict.KeepMineAsync());
    }

    [Fact]
    public async Task Taking_theirs_gives_up_what_was_typed()
    {
        var (document, conflict) = await MeetAsync();
        RemoteChange? told = null;
        document.RemoteChanged += (_, change) => told = change;
        Assert.Equal(new SyncStatus(SyncState.Saved, 5), await conflict.TakeTheirsAsync());
        Assert.Equal("theirs", document.Content!.ReadText());
        await Eventually.HoldsAsync(() => Task.FromResult(told is { Applied: true, Version: 5 }), "it is told");
        document.Save(FakeServer.Text("theirs and mine"));
        _ = document.FlushAsync();
        Assert.Equal(FakeServer.ETag(5), (await _server.NextAsync())["If-Match"]);
    }

    [Fact]
    public async Task Merging_asks_the_server_on_the_old_base_and_adopts_what_it_stored()
    {
        var (document, conflict) = await MeetAsync(members: ",\"mergeable\":true");
        Assert.True(conflict.Mergeable);
        var merged = conflict.MergeAsync();
        var save = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(3), "merge", "c5"), (save["If-Match"], save["On-Conflict"], save["Conflict-Id"]));
        save.Accept(6, "merged", "both");
        Assert.Equal(new SyncStatus(SyncState.Saved, 6), await merged);
        Assert.Equal("both", document.Content!.ReadText());
    }

    [Fact]
    public async Task Merging_saves_what_the_server_offers_over_exactly_what_stands()
    {
        var (document, conflict) = await MeetAsync(members: ",\"mergeable\":true,\"merged\":\"theirs and mine\"");
        RemoteChange? told = null;
        document.RemoteChanged += (_, change) => told = change;
        var merged = conflict.MergeAsync();
        var save = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(5), "2", null, "c5", "theirs and mine"), (save["If-Match"], save["Save-Sequence"], save["Save-Parent"], save["Conflict-Id"], save.Body));
        save.Accept(6);
        Assert.Equal(new SyncStatus(SyncState.Saved, 6), await merged);
        Assert.Equal("theirs and mine", document.Content!.ReadText());
        Assert.True(told is { Applied: true, Version: 5, SavedBy.Name: "Bob" });
    }

    [Fact]
    public async Task Merging_lets_the_server_merge_where_more_was_typed_since()
    {
        var (document, conflict) = await MeetAsync(members: ",\"mergeable\":true,\"merged\":\"theirs and mine\"");
        document.Save(FakeServer.Text("mine, longer"));
        _ = conflict.MergeAsync();
        var save = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(3), "merge", "c5", "mine, longer"), (save["If-Match"], save["On-Conflict"], save["Conflict-Id"], save.Body));
    }

    [Theory]
    [InlineData("/v1/notes/one/revisions/5")]
    [InlineData("one/revisions/5")]
    public async Task Content_that_is_elsewhere_is_read_before_its_ETag_is_named(string url)
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        var flushed = document.FlushAsync();
        (await _server.NextAsync()).Conflict(5, new Uri(url, UriKind.Relative), self: true);
        var read = await _server.NextAsync();
        Assert.Equal(("GET", "/v1/notes/one/revisions/5"), (read.Method, read.Path));
        await _server.NothingMoreAsync();
        read.Lose();
        read = await _server.NextAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("/v1/notes/one/revisions/5", read.Path);
        read.Read(5, "older mine");
        var again = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(5), null, "mine"), (again["If-Match"], again["Save-Parent"], again.Body));
        again.Accept(6);
        Assert.Equal(new SyncStatus(SyncState.Saved, 6), await flushed);
    }

    [Fact]
    public async Task A_save_that_another_instance_superseded_goes_on_under_a_new_session()
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        _ = document.FlushAsync();
        var save = await _server.NextAsync();
        save.Accept(9, "superseded", "of the other instance");
        var again = await _server.NextAsync();
        Assert.NotEqual(save["Session-Id"], again["Session-Id"]);
        Assert.Equal((FakeServer.ETag(3), null, "mine"), (again["If-Match"], again["Save-Parent"], again.Body));
        Assert.Equal("mine", document.Content!.ReadText());
    }

    [Theory]
    [InlineData(422, "sequence-reused", false)]
    [InlineData(409, "sequence-too-old", true)]
    public async Task A_sequence_that_cannot_be_told_is_settled_after_reading(int status, string problem, bool sameSession)
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        _ = document.FlushAsync();
        var save = await _server.NextAsync();
        save.Refuse(status, problem);
        var read = await _server.NextAsync();
        Assert.Equal(("GET", "/v1/notes/one"), (read.Method, read.Path));
        await _server.NothingMoreAsync();
        read.Read(9, "of the other instance");
        var again = await _server.NextAsync();
        Assert.Equal(sameSession, save["Session-Id"] == again["Session-Id"]);
        Assert.Equal(("2", FakeServer.ETag(3), null, "mine"), (again["Save-Sequence"], again["If-Match"], again["Save-Parent"], again.Body));
    }

    [Theory]
    [InlineData("sequence-out-of-order")]
    [InlineData("sequence-gap")]
    public async Task A_save_out_of_order_goes_again_as_a_whole_under_a_new_number(string problem)
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        _ = document.FlushAsync();
        (await _server.NextAsync()).Refuse(409, problem);
        var again = await _server.NextAsync();
        Assert.Equal(("PUT", "2", FakeServer.ETag(3), "mine"), (again.Method, again["Save-Sequence"], again["If-Match"], again.Body));
    }

    [Fact]
    public async Task Saving_something_made_of_both()
    {
        var (document, conflict) = await MeetAsync();
        var saved = conflict.SaveAsync(FakeServer.Text("both, by hand"));
        var save = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(5), "both, by hand"), (save["If-Match"], save.Body));
        save.Accept(6);
        await saved;
        Assert.Equal("both, by hand", document.Content!.ReadText());
    }

    [Fact]
    public async Task Later_keeps_everything_and_the_choices_remain()
    {
        var (document, conflict) = await MeetAsync();
        conflict.Later();
        document.Save(FakeServer.Text("mine, longer"));
        Assert.Equal(SyncState.Postponed, (await document.FlushAsync()).State);
        await _server.NothingMoreAsync();
        _ = conflict.KeepMineAsync();
        Assert.Equal("mine, longer", (await _server.NextAsync()).Body);
    }

    [Fact]
    public async Task A_document_that_somebody_deleted_is_created_anew_or_given_up()
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        _ = document.FlushAsync();
        (await _server.NextAsync()).Deleted(4);
        await Eventually.HoldsAsync(() => Task.FromResult(document.StandingConflict is { Deleted: true }), "it is met");
        _ = document.StandingConflict!.KeepMineAsync();
        var save = await _server.NextAsync();
        Assert.Equal((null, FakeServer.ETag(4), null), (save["If-None-Match"], save["If-Match"], save["Save-Parent"]));
        save.Deleted(5);
        await Eventually.HoldsAsync(() => Task.FromResult(document.StandingConflict is { Version: 5 }), "it is met again");
        await document.StandingConflict!.TakeTheirsAsync();
        Assert.Null(document.Content);
    }

    [Fact]
    public async Task What_only_this_session_wrote_is_settled_without_asking()
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        var flushed = document.FlushAsync();
        (await _server.NextAsync()).Conflict(5, "older mine", self: true);
        var again = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(5), "2", "mine"), (again["If-Match"], again["Save-Sequence"], again.Body));
        again.Accept(6);
        Assert.Equal(new SyncStatus(SyncState.Saved, 6), await flushed);
    }

    [Fact]
    public async Task What_was_merged_is_adopted_where_nothing_newer_was_typed()
    {
        var document = await _server.OpenAsync(3, "a", new SyncDocumentOptions { Merge = true });
        RemoteChange? told = null;
        document.RemoteChanged += (_, change) => told = change;
        document.Save(FakeServer.Text("a mine"));
        var flushed = document.FlushAsync();
        var save = await _server.NextAsync();
        Assert.Equal("merge", save["On-Conflict"]);
        save.Accept(5, "merged", "theirs a mine");
        Assert.Equal(new SyncStatus(SyncState.Saved, 5), await flushed);
        Assert.Equal("theirs a mine", document.Content!.ReadText());
        await Eventually.HoldsAsync(() => Task.FromResult(told is { Applied: true, Version: 5 }), "it is told");
        document.Save(FakeServer.Text("theirs a mine!"));
        _ = document.FlushAsync();
        Assert.Equal(FakeServer.ETag(5), (await _server.NextAsync())["If-Match"]);
    }

    [Theory]
    [InlineData("merged")]
    [InlineData("replayed")]
    [InlineData("unchanged")]
    public async Task While_typing_goes_on_the_old_version_and_the_parent_are_named_until_a_quiet_moment(string outcome)
    {
        var document = await _server.OpenAsync(3, "a", new SyncDocumentOptions { Merge = true });
        document.Save(FakeServer.Text("ab"));
        _ = document.FlushAsync();
        var first = await _server.NextAsync();
        document.Save(FakeServer.Text("abc"));
        first.Accept(5, outcome, "theirs ab");
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.Version == 5), "it is told");
        var flushed = document.FlushAsync();
        var second = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(3), "1", "abc"), (second["If-Match"], second["Save-Parent"], second.Body));
        Assert.Equal("abc", document.Content!.ReadText());
        second.Accept(6, "merged", "theirs abc");
        await flushed;
        Assert.Equal("theirs abc", document.Content!.ReadText());
        document.Save(FakeServer.Text("theirs abcd"));
        _ = document.FlushAsync();
        var third = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(6), null), (third["If-Match"], third["Save-Parent"]));
    }

    [Fact]
    public async Task A_refused_save_that_an_older_one_overtook_is_decided_anew()
    {
        var document = await _server.OpenAsync(3, "a", new SyncDocumentOptions { Merge = true });
        document.Save(FakeServer.Text("ab"));
        _ = document.FlushAsync();
        var first = await _server.NextAsync();
        document.Save(FakeServer.Text("abc"));
        var flushed = document.FlushAsync();
        var second = await _server.NextAsync();
        second.Conflict(4, "theirs");
        await _server.NothingMoreAsync();
        first.Accept(5, "merged", "theirs ab");
        var third = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(3), "3", "1", "abc"), (third["If-Match"], third["Save-Sequence"], third["Save-Parent"], third.Body));
        third.Accept(6, "merged", "theirs abc");
        Assert.Equal(new SyncStatus(SyncState.Saved, 6), await flushed);
    }

    private async Task<(SyncDocument Document, SyncConflict Conflict)> MeetAsync(string members = "")
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        _ = document.FlushAsync();
        (await _server.NextAsync()).Conflict(5, "theirs", members: members);
        await Eventually.HoldsAsync(() => Task.FromResult(document.StandingConflict is not null), "it is met");
        var met = new TaskCompletionSource<SyncConflict>();
        document.Conflict += (_, conflict) => met.TrySetResult(conflict);
        return (document, await met.Task.WaitAsync(TimeSpan.FromSeconds(30)));
    }
}
