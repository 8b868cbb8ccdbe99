using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using SyncServer.Core.Locking;
using static SyncServer.Tests.Http.LockTests;

namespace SyncServer.Tests.Saving;

/// <summary>Observers are notified of lock changes after the commit.</summary>
public sealed class LockObserverTests : IAsyncLifetime
{
    private readonly Recorder _recorder = new();
    private readonly SyncApp _app;

    public LockObserverTests() => _app = new SyncApp { MoreServices = services => services.AddSingleton<ILockObserver>(_recorder) };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Observers_are_notified_of_every_change()
    {
        var amy = (await _app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument();
        var held = $"{note}/locks/{Id(await Lock(amy, note, "/a"))}";
        await amy.Send("PUT", held);
        await Lock(amy.Tab(), note, "");
        await amy.Delete(held);
        await Lock(amy, note, "/b");
        await Lock(amy.Tab(), note, "", takeover: true);
        // A refusal is not a change.
        Assert.Equal(["Taken /a", "Renewed /a", "Released /a", "Taken /b", "TakenOver /b by Amy", "Taken "], _recorder.Of(note));
    }

    [Fact]
    public async Task An_expired_lock_is_notified_once_without_a_request()
    {
        var amy = (await _app.SignInAsync("Amy")).Tab();
        var note = SyncApp.NewDocument();
        await Lock(amy, note, "/a", seconds: 10);
        await Lock(amy, note, "/b", seconds: 20);
        _app.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => Task.FromResult(_recorder.Of(note).Contains("Expired /a")), "the lock expires", seconds: 60);
        _app.Clock.Advance(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(() => Task.FromResult(_recorder.Of(note).Contains("Expired /b")), "the lock expires", seconds: 60);
        Assert.Equal(["Taken /a", "Taken /b", "Expired /a", "Expired /b"], _recorder.Of(note));
    }

    private sealed class Recorder : ILockObserver
    {
        private readonly ConcurrentQueue<LockNotice> _news = new();

        public void Changed(LockNotice news) => _news.Enqueue(news);

        public IReadOnlyList<string> Of(string note) =>
            [.. _news.Where(n => n.Key.ToString() == note).Select(n => $"{n.Change} {n.Lock.Scope}{(n.TakenBy is null ? "" : $" by {n.TakenBy.Name}")}")];
    }
}
