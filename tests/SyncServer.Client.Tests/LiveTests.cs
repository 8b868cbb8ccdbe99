using System.IO.Pipelines;
using System.Text;

namespace SyncServer.Client.Tests;

/// <summary>The events of a document: changes of others, locks, presence.</summary>
public sealed class LiveTests
{
    private static readonly SyncDocumentOptions Live = new() { Live = true };

    private readonly FakeServer _server = new();
    private readonly Pipe _events = new();

    [Fact]
    public async Task A_version_of_another_session_is_read_and_adopted_where_nothing_is_unsaved()
    {
        var document = await FollowAsync();
        RemoteChange? raised = null;
        document.RemoteChanged += (_, change) => raised = change;
        await PushAsync("id: c1\nevent: saved\ndata: {\"version\":4,\"savedBy\":{\"id\":\"u2\",\"name\":\"Bob\"}}\n\n");
        var read = await _server.NextAsync();
        Assert.Equal(("GET", "4", FakeServer.ETag(3)), (read.Method, read["Min-Version"], read["If-None-Match"]));
        read.Read(4, "theirs");
        await Eventually.HoldsAsync(() => Task.FromResult(raised is { Applied: true, Version: 4, SavedBy.Name: "Bob" }), "it is raised");
        Assert.Equal("theirs", document.Content!.ReadText());
        document.Save(FakeServer.Text("theirs and mine"));
        _ = document.FlushAsync();
        Assert.Equal(FakeServer.ETag(4), (await _server.NextAsync())["If-Match"]);
    }

    [Fact]
    public async Task While_a_change_is_unsaved_a_version_of_another_session_is_reported_only()
    {
        var document = await FollowAsync();
        RemoteChange? raised = null;
        document.RemoteChanged += (_, change) => raised = change;
        document.Save(FakeServer.Text("typing"));
        await PushAsync("id: c1\nevent: saved\ndata: {\"version\":4}\n\n");
        await Eventually.HoldsAsync(() => Task.FromResult(raised is { Applied: false, Version: 4 }), "it is raised");
        await _server.NothingMoreAsync();
        Assert.Equal("typing", document.Content!.ReadText());
        _ = document.FlushAsync();
        Assert.Equal(FakeServer.ETag(3), (await _server.NextAsync())["If-Match"]);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public async Task While_a_save_waits_after_a_refusal_a_version_of_another_session_is_reported(int status)
    {
        var document = await FollowAsync();
        RemoteChange? raised = null;
        document.RemoteChanged += (_, change) => raised = change;
        document.Save(FakeServer.Text("mine"));
        var flushed = document.FlushAsync();
        (await _server.NextAsync()).Refuse(status, status is 404 ? "not-found" : "refused");
        Assert.Equal(SyncState.Refused, (await flushed).State);
        await PushAsync("id: c1\nevent: saved\ndata: {\"version\":4}\n\n");
        await Eventually.HoldsAsync(() => Task.FromResult(raised is { Applied: false, Version: 4 }), "it is raised");
        await _server.NothingMoreAsync();
        Assert.Equal("mine", document.Content!.ReadText());
    }

    [Fact]
    public async Task An_event_that_cannot_be_read_ends_no_stream()
    {
        var document = await FollowAsync();
        await PushAsync("id: c1\nevent: saved\ndata: {\"number\":4}\n\n");
        var again = await _server.NextAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal("/v1/events?collection=notes&id=one", again.Path);
        again.Stream(new Pipe().Reader.AsStream());
        (await _server.NextAsync()).Read(4, "theirs");
        await Eventually.HoldsAsync(() => Task.FromResult(document.Content!.ReadText() is "theirs"), "it is adopted");
    }

    [Fact]
    public async Task An_exception_of_a_handler_ends_nothing()
    {
        var document = await FollowAsync();
        document.RemoteChanged += (_, _) => throw new InvalidOperationException("A handler.");
        document.StatusChanged += (_, _) => throw new InvalidOperationException("A handler.");
        for (var version = 4; version < 8; version += 2)
        {
            await PushAsync($"id: c{version}\nevent: saved\ndata: {{\"version\":{version}}}\n\n");
            (await _server.NextAsync()).Read(version, $"theirs {version}");
            await Eventually.HoldsAsync(() => Task.FromResult(document.Content!.ReadText() == $"theirs {version}"), "it is adopted");
            document.Save(FakeServer.Text($"mine {version}"));
            var flushed = document.FlushAsync();
            (await _server.NextAsync()).Accept(version + 1);
            Assert.Equal(SyncState.Saved, (await flushed).State);
        }
    }

    [Fact]
    public async Task A_version_is_read_once_however_late_the_application_adopts_it()
    {
        var context = new QueuedContext();
        var opening = context.Call(() => _server.Client.OpenAsync("notes", "one", Live));
        (await _server.NextAsync()).Read(3, "a");
        var document = await opening;
        await SubscribedAsync();
        await PushAsync("id: c1\nevent: saved\ndata: {\"version\":4}\n\n");
        (await _server.NextAsync()).Read(4, "theirs");
        await Eventually.HoldsAsync(() => Task.FromResult(context.Count > 0), "it is read");
        await document.FlushAsync();
        await _server.NothingMoreAsync();
        context.Run();
        Assert.Equal("theirs", document.Content!.ReadText());
    }

    [Fact]
    public async Task What_is_typed_while_theirs_is_read_stays()
    {
        var document = await FollowAsync();
        await PushAsync("id: c1\nevent: saved\ndata: {\"version\":4}\n\n");
        var read = await _server.NextAsync();
        document.Save(FakeServer.Text("typed meanwhile"));
        read.Read(4, "theirs");
        await _server.NothingMoreAsync();
        Assert.Equal("typed meanwhile", document.Content!.ReadText());
        _ = document.FlushAsync();
        Assert.Equal(FakeServer.ETag(3), (await _server.NextAsync())["If-Match"]);
    }

    [Fact]
    public async Task An_own_save_is_not_a_remote_change()
    {
        var document = await FollowAsync();
        document.Save(FakeServer.Text("b"));
        var flushed = document.FlushAsync();
        var save = await _server.NextAsync();
        await PushAsync("id: c1\nevent: saved\ndata: {\"version\":4}\n\n");
        await _server.NothingMoreAsync();
        save.Accept(4);
        await flushed;
        await _server.NothingMoreAsync();
    }

    [Fact]
    public async Task A_document_that_another_session_deleted_has_no_content()
    {
        var document = await FollowAsync();
        await PushAsync("id: c1\nevent: deleted\ndata: {\"version\":4,\"deleted\":true}\n\n");
        (await _server.NextAsync()).Refuse(410, "gone", ("Version", "4"), ("Sync-ETag", FakeServer.ETag(4)));
        await Eventually.HoldsAsync(() => Task.FromResult(document.Content is null), "it is deleted");
        document.Save(FakeServer.Text("again"));
        _ = document.FlushAsync();
        Assert.Equal(FakeServer.ETag(4), (await _server.NextAsync())["If-Match"]);
    }

    [Fact]
    public async Task A_connection_that_ended_resumes_after_the_last_event_and_a_reset_reads_the_document()
    {
        var document = await FollowAsync();
        await PushAsync("id: c7\nevent: presence\ndata: {\"state\":\"viewing\",\"person\":{\"id\":\"u2\",\"name\":\"Bob\"}}\n\n");
        await Task.Delay(20);
        await _events.Writer.CompleteAsync();
        var again = await _server.NextAfterAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(("/v1/events?collection=notes&id=one", "c7"), (again.Path, again["Last-Event-ID"]));
        again.Stream(new MemoryStream(Encoding.UTF8.GetBytes("id: c9\nevent: reset\ndata: {\"cursor\":\"c9\"}\n\n")));
        var check = await _server.NextAsync();
        Assert.Equal("/v1/notes/one", check.Path);
        await _server.NothingMoreAsync();
        check.Refuse(304, "");
        var read = await _server.NextAsync();
        Assert.Equal("/v1/notes/one", read.Path);
        read.Read(9, "much later");
        await Eventually.HoldsAsync(() => Task.FromResult(document.Content!.ReadText() is "much later"), "it is read");
    }

    [Fact]
    public async Task A_silent_connection_is_replaced()
    {
        await FollowAsync();
        await _server.NothingMoreAsync();
        Pass(TimeSpan.FromSeconds(20));
        await PushAsync(": still here\n\n");
        await _server.NothingMoreAsync();
        Pass(TimeSpan.FromSeconds(40));
        await _server.NothingMoreAsync();
        Assert.StartsWith("/v1/events", (await _server.NextAfterAsync(TimeSpan.FromMinutes(2))).Path, StringComparison.Ordinal);

        void Pass(TimeSpan time)
        {
            for (var step = 0; step < 10; step++)
            {
                _server.Time.Pass(time / 10);
            }
        }
    }

    [Fact]
    public async Task Presence_is_renewed_until_the_session_leaves()
    {
        var document = await FollowAsync();
        SyncPresent? raised = null;
        document.PresenceChanged += (_, present) => raised = present;
        await PushAsync("id: c1\nevent: presence\ndata: {\"state\":\"editing\",\"field\":\"/title\",\"session\":\"s_1\",\"person\":{\"id\":\"u2\",\"name\":\"Bob\"}}\n\n");
        await Eventually.HoldsAsync(() => Task.FromResult(raised is { State: SyncPresenceState.Editing, Field: "/title", Person.Name: "Bob", Session: "s_1" }), "it is raised");

        var joining = document.JoinAsync(SyncPresenceState.Editing, "/title");
        var join = await _server.NextAsync();
        Assert.Equal(("PUT", "/v1/notes/one/presence", """{"state":"editing","field":"/title"}"""), (join.Method, join.Path, join.Body));
        Assert.NotNull(join["Session-Id"]);
        join.Json(200, "{}");
        var presence = await joining;
        var again = await _server.NextAfterAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(join.Body, again.Body);
        again.Json(200, "{}");
        var leaving = presence.DisposeAsync().AsTask();
        var leave = await _server.NextAsync();
        Assert.Equal("DELETE", leave.Method);
        leave.Json(200, "{}");
        await leaving;
    }

    [Fact]
    public async Task A_lock_is_renewed_until_it_is_released()
    {
        var document = await _server.OpenAsync(1, "a");
        var taking = document.LockAsync("/title");
        var take = await _server.NextAsync();
        Assert.Equal(("POST", "/v1/notes/one/locks", """{"scope":"/title","ttlSeconds":30}"""), (take.Method, take.Path, take.Body));
        take.Json(201, """{"lockId":"7","scope":"/title"}""");
        var held = await taking;
        var renew = await _server.NextAfterAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(("PUT", "/v1/notes/one/locks/7", """{"ttlSeconds":30}"""), (renew.Method, renew.Path, renew.Body));
        renew.Json(200, "{}");
        var giving = held.DisposeAsync().AsTask();
        var give = await _server.NextAsync();
        Assert.Equal(("DELETE", take["Session-Id"]), (give.Method, give["Session-Id"]));
        give.Json(200, "{}");
        await giving;
        Assert.False(held.Lost.IsCancellationRequested);
    }

    [Fact]
    public async Task A_lock_that_was_taken_over_is_lost()
    {
        var document = await FollowAsync();
        var taking = document.LockAsync();
        (await _server.NextAsync()).Json(201, """{"lockId":"7","scope":""}""");
        var held = await taking;
        SyncLockChange? raised = null;
        document.LockChanged += (_, change) => raised = change;
        await PushAsync("id: c1\nevent: unlocked\ndata: {\"lockId\":\"7\",\"scope\":\"\",\"takenBy\":{\"id\":\"u2\",\"name\":\"Bob\"}}\n\n");
        await Eventually.HoldsAsync(() => Task.FromResult(held.Lost.IsCancellationRequested && raised is { Locked: false, TakenBy.Name: "Bob" }), "it is lost");
    }

    [Fact]
    public async Task A_save_that_a_lock_refused_is_sent_once_the_lock_is_released()
    {
        var document = await FollowAsync();
        document.Save(FakeServer.Text("mine"));
        var flushed = document.FlushAsync();
        (await _server.NextAsync()).Refuse(423, "locked");
        Assert.Equal(SyncState.Refused, (await flushed).State);
        await PushAsync("id: c1\nevent: unlocked\ndata: {\"lockId\":\"7\",\"scope\":\"\"}\n\n");
        var save = await _server.NextAsync();
        Assert.Equal(("2", "mine"), (save["Save-Sequence"], save.Body));
    }

    [Fact]
    public async Task A_lock_that_another_session_holds_is_refused()
    {
        var document = await _server.OpenAsync(1, "a");
        var taking = document.LockAsync();
        (await _server.NextAsync()).Refuse(423, "locked");
        Assert.Equal("locked", (await Assert.ThrowsAsync<SyncProblemException>(() => taking)).Type);
    }

    private async Task<SyncDocument> FollowAsync()
    {
        var document = await _server.OpenAsync(3, "a", Live);
        await SubscribedAsync();
        return document;
    }

    private async Task SubscribedAsync()
    {
        var subscribe = await _server.NextAsync();
        Assert.Equal("/v1/events?collection=notes&id=one", subscribe.Path);
        subscribe.Stream(_events.Reader.AsStream());
        // Events between the read and the subscription would be missed: the document is read again.
        (await _server.NextAsync()).Refuse(304, "");
    }

    private async Task PushAsync(string text) => await _events.Writer.WriteAsync(Encoding.UTF8.GetBytes(text));
}
