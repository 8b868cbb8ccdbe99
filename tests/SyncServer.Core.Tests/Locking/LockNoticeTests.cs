using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Tests.Saving;

namespace SyncServer.Core.Tests.Locking;

public sealed class LockNoticeTests
{
    private static readonly DocumentKey Key = new("notes", "a");

    [Fact]
    public void Expired_and_lost_locks_are_reported_before_the_acquired_lock()
    {
        var given = new Given();
        given.Lock("s", "/a", seconds: 5, user: "bob");
        given.Lock("s", "/b", user: "bob");
        given.Now += TimeSpan.FromSeconds(30);
        var decision = given.Lock("t", "", takeover: true, user: "cid");
        Assert.Equal(
            [(LockChange.Expired, "/a", null), (LockChange.TakenOver, "/b", "cid"), (LockChange.Taken, "", null)],
            LockNotice.Of(Key, decision).Select(n => (n.Change, n.Lock.Scope.Text, n.TakenBy?.Id)));
        var fence = Assert.IsType<LockDecision.Taken>(decision).Lock.Fence;
        Assert.Equal([LockChange.Renewed], Tell(new LockCommand.Renew(Key, Given.Session("t", "cid"), fence, Ttl: null)));
        Assert.Equal([LockChange.Released], Tell(new LockCommand.Release(Key, Given.Session("t", "cid"), fence)));
        Assert.Empty(Tell(new LockCommand.Release(Key, Given.Session("t", "cid"), fence)));

        IEnumerable<LockChange> Tell(LockCommand command) => LockNotice.Of(Key, given.Change(command)).Select(n => n.Change);
    }
}
