using System.Net;
using Microsoft.Extensions.DependencyInjection;
using SyncServer.Core.Live;
using SyncServer.Live;
using SyncServer.Storage;

namespace SyncServer.Tests.Live;

/// <summary>A change that is not certain yet is never skipped, and a lost cursor is never taken for a valid one (docs/protocol.md, section 9).</summary>
public sealed class UncertainFeedTests : IAsyncDisposable
{
    private readonly SyncApp _app = new()
    {
        MoreServices = services => services
            .AddSingleton(sp => new UncertainFeed(sp.GetRequiredService<DocumentStore>()))
            .AddSingleton<IChangeFeed>(sp => sp.GetRequiredService<UncertainFeed>()),
    };

    private UncertainFeed Feed => _app.Services.GetRequiredService<UncertainFeed>();

    private Subscribers Subscribers => _app.Services.GetRequiredService<Subscribers>();

    [Fact]
    public async Task A_stream_follows_live_only_after_it_has_read_all_earlier_changes()
    {
        var amy = await _app.SignInAsync();
        await amy.Create("/v1/notes/a", "1");
        var first = await amy.NowAsync();
        await amy.Create("/v1/notes/b", "1");
        var second = await amy.NowAsync();
        Assert.True(ChangeCursor.TryParse(second, out var place));
        Feed.CertainFrom = place.Position;
        await using var ahead = await EventListener.OpenAsync(amy, lastEventId: second);
        await Eventually.HoldsAsync(() => Task.FromResult(Subscribers.Followers == 1), "the first stream follows");
        await using var behind = await EventListener.OpenAsync(amy, lastEventId: first);
        await Eventually.HoldsAsync(() => Task.FromResult(Subscribers.Followers == 2), "the second one has read as far as it can");

        var (items, next) = await amy.ChangesAsync("?since=" + first);
        Assert.Empty(items);
        Assert.Equal(first, next);
        await amy.Create("/v1/notes/c", "1");
        Assert.Equal("/v1/notes/c", (await ahead.NextChangeAsync()).Path);

        // It gets heartbeats meanwhile, with no cursor beyond what it has read.
        var comments = behind.Comments;
        for (var part = 0; part < 15; part++)
        {
            Subscribers.Tick(part, DateTimeOffset.MinValue);
        }

        await Eventually.HoldsAsync(() => Task.FromResult(behind.Comments > comments), "a comment");
        Assert.Equal(first, behind.LastId);
        Feed.CertainFrom = 0;
        Assert.Equal("/v1/notes/b", (await behind.NextChangeAsync()).Path);
        Assert.Equal("/v1/notes/c", (await behind.NextChangeAsync()).Path);
    }

    [Fact]
    public async Task A_lost_cursor_closes_the_streams_and_resets_their_clients()
    {
        var amy = await _app.SignInAsync();
        await amy.Create("/v1/notes/a", "1");
        var lost = await amy.NowAsync();
        await using var listener = await EventListener.OpenAsync(amy, lastEventId: lost);
        await Eventually.HoldsAsync(() => Task.FromResult(Subscribers.Followers == 1), "the stream follows");
        Feed.IsLost = true;
        Assert.Null(await listener.NextAsync());
        Assert.Equal(HttpStatusCode.Gone, (await amy.Get("/v1/changes?since=" + lost)).Status);

        await using var back = await EventListener.OpenAsync(amy, lastEventId: lost);
        Assert.Equal("reset", (await back.NextAsync())!.Name);
        Feed.IsLost = false;
        await using var joined = await EventListener.OpenAsync(amy);
        await amy.Create("/v1/notes/b", "1");
        Assert.Equal("/v1/notes/b", (await joined.NextChangeAsync()).Path);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
