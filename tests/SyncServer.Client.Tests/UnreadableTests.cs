using System.IO.Pipelines;
using System.Text;

namespace SyncServer.Client.Tests;

/// <summary>A version that cannot be shown is never adopted, and its ETag is never named.</summary>
public sealed class UnreadableTests
{
    private readonly FakeServer _server = new();
    private readonly Pipe _events = new();

    public static TheoryData<string, byte[]> Unreadable => new()
    {
        { "text/plain; charset=iso-8859-1", "na\u00efve"u8.ToArray() },
        { "application/json; charset=\"UTF-16\"", "{}"u8.ToArray() },
        { "text/plain", [0x6e, 0x61, 0xef, 0x76, 0x65] },
        { "application/json", "{\"a\":"u8.ToArray() },
        { "application/merge+json", "1 2"u8.ToArray() },
        { "application/json", "{\"a\":\"\xff\"}"u8.ToArray()[..6] },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task A_document_that_cannot_be_shown_cannot_be_opened(string type, byte[] bytes)
    {
        var opening = _server.Client.OpenAsync("notes", "one");
        (await _server.NextAsync()).Read(7, new SyncContent(bytes, type));
        var error = await Assert.ThrowsAsync<UnreadableContentException>(() => opening);
        Assert.Equal((7, type), (error.Version, error.ContentType));
        await _server.OpenAsync(8, "readable");
    }

    [Fact]
    public async Task A_byte_order_mark_is_kept()
    {
        byte[] bytes = [0xef, 0xbb, 0xbf, .. "{\"n\": 9007199254740993}"u8];
        var opening = _server.Client.OpenAsync("notes", "one");
        (await _server.NextAsync()).Read(7, new SyncContent(bytes, "application/json"));
        var document = await opening;
        Assert.Equal(bytes, document.Content!.Bytes.ToArray());
        Assert.Equal(9007199254740993, document.Content.ReadJson(TestJson.Default.DictionaryStringInt64)!["n"]);
        document.Update(content => SyncContent.Text(content!.ReadText().Replace('n', 'm'), content.Type));
        Assert.Equal([0xef, 0xbb, 0xbf, .. "{\"m\": 9007199254740993}"u8], document.Content.Bytes.ToArray());
    }

    [Fact]
    public async Task A_version_of_another_kind_holds_saves_until_one_that_can_be_shown_replaces_it()
    {
        var document = await FollowAsync();
        var changes = new List<RemoteChange>();
        document.RemoteChanged += (_, change) => changes.Add(change);
        await AnnounceAsync(4);
        (await _server.NextAsync()).Read(4, SyncContent.Json("{}"));
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Unreadable), "the status shows it");
        var error = Assert.IsType<UnreadableContentException>(document.Status.Error);
        Assert.Equal((4, "application/json"), (error.Version, error.ContentType));
        document.Save(FakeServer.Text("mine"));
        Assert.Equal(SyncState.Unreadable, (await document.FlushAsync()).State);
        (await _server.NextAsync()).Read(4, SyncContent.Json("{}"));
        await _server.NothingMoreAsync();
        Assert.Equal(("mine", 0), (document.Content!.ReadText(), changes.Count));
    }

    [Fact]
    public async Task Held_changes_meet_the_next_version_as_a_conflict()
    {
        var document = await FollowAsync();
        await AnnounceAsync(4);
        (await _server.NextAsync()).Read(4, SyncContent.Json("{}"));
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Unreadable), "the status shows it");
        document.Save(FakeServer.Text("mine"));
        await AnnounceAsync(5);
        (await _server.NextAsync()).Read(5, "readable");
        var save = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(3), "mine"), (save["If-Match"], save.Body));
        save.Conflict(5, "readable");
        await Eventually.HoldsAsync(() => Task.FromResult(document.PendingConflict is { Version: 5 }), "the conflict is known");
    }

    [Fact]
    public async Task Without_changes_the_next_version_is_adopted()
    {
        var document = await FollowAsync();
        await AnnounceAsync(4);
        (await _server.NextAsync()).Read(4, SyncContent.Json("{}"));
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.State is SyncState.Unreadable), "the status shows it");
        await AnnounceAsync(5);
        (await _server.NextAsync()).Read(5, new SyncContent("na\u00efve"u8.ToArray(), "text/plain; charset=latin1"));
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status.Error is UnreadableContentException { Version: 5 }), "the status shows it");
        await AnnounceAsync(6);
        (await _server.NextAsync()).Read(6, "readable");
        await Eventually.HoldsAsync(() => Task.FromResult(document.Status == new SyncStatus(SyncState.Saved, 6)), "it is adopted");
        Assert.Equal("readable", document.Content!.ReadText());
    }

    [Fact]
    public async Task A_conflict_with_a_version_that_cannot_be_shown_offers_no_choice()
    {
        var document = await _server.OpenAsync(3, "a");
        document.Save(FakeServer.Text("mine"));
        var flushed = document.FlushAsync();
        (await _server.NextAsync()).Conflict(5, "theirs", type: "text/plain; charset=iso-8859-1");
        Assert.Equal(SyncState.Unreadable, (await flushed).State);
        Assert.Null(document.PendingConflict);
        var resumed = document.ResumeAsync();
        (await _server.NextAsync()).Read(6, "readable");
        var save = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(3), "2", "mine"), (save["If-Match"], save["Save-Sequence"], save.Body));
        save.Conflict(6, "readable");
        await resumed;
        await Eventually.HoldsAsync(() => Task.FromResult(document.PendingConflict is { Version: 6 }), "the conflict is known");
    }

    [Fact]
    public async Task Merged_content_of_another_kind_is_not_adopted()
    {
        var document = await _server.OpenAsync(3, "a", new SyncDocumentOptions { Merge = true });
        document.Save(FakeServer.Text("mine"));
        var flushed = document.FlushAsync();
        var save = await _server.NextAsync();
        save.Send(200, "{}"u8.ToArray(), "application/json", ("Version", "5"), ("Sync-ETag", FakeServer.ETag(5)), ("Save-Outcome", "merged"));
        Assert.Equal(SyncState.Unreadable, (await flushed).State);
        Assert.Equal("mine", document.Content!.ReadText());
    }

    private async Task<SyncDocument> FollowAsync()
    {
        var document = await _server.OpenAsync(3, "a", new SyncDocumentOptions { Live = true });
        (await _server.NextAsync()).Stream(_events.Reader.AsStream());
        (await _server.NextAsync()).Refuse(304, "");
        return document;
    }

    private async Task AnnounceAsync(int version) =>
        await _events.Writer.WriteAsync(Encoding.UTF8.GetBytes($"id: c{version}\nevent: saved\ndata: {{\"version\":{version}}}\n\n"));
}
