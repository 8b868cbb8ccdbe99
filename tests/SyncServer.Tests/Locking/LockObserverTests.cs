using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using SyncServer.Core.Locking;
using static SyncServer.Tests.Http.LockTests;

namespace SyncServer.Tests.Locking;

/// <summary>Whoever wants to know hears of locks once they are committed.</summary>
public sealed class LockObserverTests : IAsyncLifetime
{
    private readonly Heard _heard = new();
    private readonly SyncApp _app;

    public LockObserverTests() => _app = new SyncApp { MoreServices = services => services.AddSingleton<ILockObserver>(_heard) };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Taken_renewed_released_and_taken_over()
    {
        var amy = (await _app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument();
        var held = $"{note}/locks/{Id(await Lock(amy, note, "/a"))}";
        await amy.Send("PUT", held);
        await Lock(amy.Tab(), note, "");
        await amy.Delete(held);
        await Lock(amy, note, "/b");
        await Lock(amy.Tab(), note, "", takeover: true);
        // Refused and not held are no news.
        Assert.Equal(["Taken /a", "Renewed /a", "Released /a", "Taken /b", "TakenOver /b by Amy", "Taken "], _heard.Of(note));
    }

    [Fact]
    public async Task One_that_runs_out_is_told_once_though_nobody_asks()
    {
        var amy = (await _app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument();
        await Lock(amy, note, "/a", seconds: 10);
        await Lock(amy, note, "/b", seconds: 20);
        _app.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => Task.FromResult(_heard.Of(note).Contains("Expired /a")), "the lock runs out", seconds: 60);
        _app.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => Task.FromResult(_heard.Of(note).Contains("Expired /b")), "the lock runs out", seconds: 60);
        Assert.Equal(["Taken /a", "Taken /b", "Expired /a", "Expired /b"], _heard.Of(note));
    }

    private sealed class Heard : ILockObserver
    {
        private readonly ConcurrentQueue<LockNotice> _news = new();

        public void Changed(LockNotice news) => _news.Enqueue(news);

        public IReadOnlyList<string> Of(string note) =>
            [.. _news.Where(n => n.Key.ToString() == note).Select(n => $"{n.Change} {n.Lock.Scope}{(n.TakenBy is null ? "" : $" by {n.TakenBy.Name}")}")];
    }
}
