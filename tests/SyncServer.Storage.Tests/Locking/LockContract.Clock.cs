using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Locking;

// A clock that was wrong.
public abstract partial class LockContract
{
    [Fact]
    public async Task A_lock_that_was_taken_while_the_clock_was_ahead_has_expired()
    {
        backend.Clock.Now += TimeSpan.FromDays(400);
        await TakenAsync(Acquire("s", "/a", seconds: 60));
        backend.Clock.Now -= TimeSpan.FromSeconds(50);
        Assert.Single(await ListAsync());
        Assert.Empty(await backend.Locks.FindExpiredAsync());
        backend.Clock.Now -= TimeSpan.FromDays(400);
        Assert.Empty(await ListAsync());
        Assert.Equal([Key()], await backend.Locks.FindExpiredAsync());
        await TakenAsync(Acquire("t", "/a", by: Bob));
        Assert.Equal([Bob], (await ListAsync()).Select(l => l.Holder));
    }
}
