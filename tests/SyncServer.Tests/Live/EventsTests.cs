using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using SyncServer.Live;

namespace SyncServer.Tests.Live;

/// <summary>The event stream (docs/protocol.md, section 9).</summary>
public sealed class EventsTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task Saves_and_deletes_arrive_in_the_order_of_the_log()
    {
        var amy = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        await using var listener = await EventListener.OpenAsync(amy);
        var start = await EventuallyIdAsync(listener);

        var first = await amy.Create(note, "1");
        await amy.Delete(note).On(first);

        var saved = await listener.NextChangeAsync();
        var deleted = await listener.NextChangeAsync();
        Assert.Equal(("saved", "deleted"), (saved.Name, deleted.Name));
        Assert.Equal(saved.Data.Cursor(), saved.Id);
        var log = await amy.AllChangesAsync(start);
        Assert.Equal(2, log.Count);
        Assert.True(JsonElement.DeepEquals(log[0], saved.Data) && JsonElement.DeepEquals(log[1], deleted.Data));
    }

    [Fact]
    public async Task A_stream_has_only_the_events_of_its_topic()
    {
        var amy = await app.SignInAsync();
        var (one, other) = (SyncApp.NewDocument("topic"), SyncApp.NewDocument("topic"));
        await using var ofAll = await EventListener.OpenAsync(amy);
        await using var ofCollection = await EventListener.OpenAsync(amy, "?collection=topic");
        await using var ofOne = await EventListener.OpenAsync(amy, $"?collection=topic&id={one.Split('/')[^1]}");
        await amy.Create(SyncApp.NewDocument(), "1");
        await amy.Create(other, "1");
        var first = await amy.Create(one, "1");
        await amy.Put(one, "2").On(first);

        Assert.Equal([(one, 1L), (one, 2)], await TakeAsync(ofOne, 2));
        Assert.Equal([(other, 1L), (one, 1), (one, 2)], await TakeAsync(ofCollection, 3));
        Assert.Equal([(other, 1L), (one, 1), (one, 2)], (await TakeAsync(ofAll, 4)).Skip(1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_resumes_after_a_cursor(bool asHeader)
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var start = await amy.NowAsync();
        var answer = await amy.Create(note, "1");
        var cursor = await amy.NowAsync();
        answer = await amy.Put(note, "2").On(answer);
        await using var listener = asHeader
            ? await EventListener.OpenAsync(amy, "?since=" + start, cursor)
            : await EventListener.OpenAsync(amy, "?since=" + cursor);
        await amy.Put(note, "3").On(answer);

        Assert.Equal([(note, 2L), (note, 3)], await TakeAsync(listener, 2));
    }

    [Fact]
    public async Task An_unknown_cursor_gets_reset()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "1");
        await using var listener = await EventListener.OpenAsync(amy, lastEventId: "0123456789ab-5");

        var reset = (await listener.NextAsync())!;
        Assert.Equal("reset", reset.Name);
        Assert.Equal(reset.Id, reset.Data.Cursor());
        var other = SyncApp.NewDocument();
        await amy.Create(other, "1");
        Assert.Equal([(other, 1L)], await TakeAsync(listener, 1));
        Assert.Equal([(other, 1L)], (await amy.AllChangesAsync(reset.Id)).ConvertAll(c => c.What()));
    }

    [Fact]
    public async Task An_idle_stream_gets_heartbeats_with_newer_cursors()
    {
        var amy = await app.SignInAsync();
        await using var about = await EventListener.OpenAsync(amy, "?collection=quiet");
        await using var all = await EventListener.OpenAsync(amy);
        var before = await EventuallyIdAsync(about);
        await amy.Create(SyncApp.NewDocument(), "1");
        var newest = (await all.NextAsync("saved")).Id;
        var subscribers = app.Services.GetRequiredService<Subscribers>();

        for (var second = 0; second < 15; second++)
        {
            subscribers.Tick(second, DateTimeOffset.UnixEpoch);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(about.Comments >= 2 && about.LastId == newest), "a comment, and the cursor past the changes of other documents");
        Assert.NotEqual(before, about.LastId);
    }

    [Fact]
    public async Task A_stream_ends_when_its_access_token_expires()
    {
        await using var own = new SyncApp();
        await using var old = await EventListener.OpenAsync(await own.SignInAsync());
        own.Clock.Advance(TimeSpan.FromMinutes(10));
        var later = await own.SignInAsync();
        await using var listener = await EventListener.OpenAsync(later);

        own.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.Null(await old.NextAsync());
        var note = SyncApp.NewDocument();
        await later.Create(note, "1");
        Assert.Equal([(note, 1L)], await TakeAsync(listener, 1));
    }

    [Fact]
    public async Task A_stopping_server_closes_its_streams_at_once()
    {
        await using var own = new SyncApp();
        var amy = await own.SignInAsync();
        await using var listener = await EventListener.OpenAsync(amy);
        var stopping = own.StopAsync();
        Assert.Null(await listener.NextAsync());
        await stopping.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task The_version_of_an_event_can_be_read_at_once()
    {
        var amy = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        await using var listener = await EventListener.OpenAsync(amy, $"?collection=notes&id={note.Split('/')[^1]}");
        var answer = await amy.Create(note, "1");
        for (var version = 1; version <= 50; version++)
        {
            var saving = version < 50 ? amy.Put(note, $"{version + 1}").On(answer).SendAsync() : null;
            var saved = await listener.NextChangeAsync();
            Assert.Equal(version, saved.Version);
            var read = await amy.Get(note).Header("Min-Version", $"{version}");
            Assert.True(read.Is(System.Net.HttpStatusCode.OK).Version >= version);
            answer = saving is null ? answer : await saving;
        }
    }

    private static async Task<List<(string Path, long Version)>> TakeAsync(EventListener listener, int count)
    {
        var taken = new List<(string, long)>();
        while (taken.Count < count)
        {
            var next = await listener.NextChangeAsync();
            taken.Add((next.Path, next.Version));
        }

        return taken;
    }

    private static async Task<string> EventuallyIdAsync(EventListener listener)
    {
        await Eventually.HoldsAsync(() => Task.FromResult(listener.LastId is not null), "a cursor before any event");
        return listener.LastId!;
    }
}
