using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Tests.Saving;

namespace SyncServer.Core.Tests.Locking;

/// <summary>Acquiring, renewing, releasing and taking over locks (docs/protocol.md, section 7).</summary>
public sealed class LockRulesTests
{
    private static readonly DocumentKey Key = new("notes", "a");
    private readonly Given _given = new();

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "/a", true)]
    [InlineData("", "/", true)]
    [InlineData("/a", "/a", true)]
    [InlineData("/a", "/a/b", true)]
    [InlineData("/a", "/a/b/c", true)]
    [InlineData("/a", "/a/", true)]
    [InlineData("/a", "/ab", false)]
    [InlineData("/a", "/b", false)]
    [InlineData("/a/b", "/a/c", false)]
    [InlineData("/a", "/A", false)]
    [InlineData("/a~1b", "/a", false)]
    [InlineData("/a~1b", "/a/b", false)]
    [InlineData("/a/0", "/a/00", false)]
    [InlineData("/", "/a", false)]
    public void Scopes_overlap_if_one_contains_the_other(string one, string other, bool overlap)
    {
        foreach (var (first, second) in new[] { (one, other), (other, one) })
        {
            var given = new Given();
            Assert.IsType<LockDecision.Taken>(given.Lock("s", first));
            Assert.Equal(overlap, given.Lock("t", second, user: "bob") is LockDecision.Refused);
            // A session's own locks do not conflict.
            Assert.IsNotType<LockDecision.Refused>(new Given().Lock("s", second));
            Assert.Equal(first == second, given.Lock("s", second) is LockDecision.Renewed);
        }
    }

    [Fact]
    public void A_lock_lives_until_it_expires()
    {
        var held = Taken(_given.Lock("s", "/a", seconds: 10));
        Assert.Equal(_given.Now.AddSeconds(10), held.ExpiresAt);
        _given.Now += TimeSpan.FromMilliseconds(9_999);
        Assert.Equal(held, Assert.IsType<LockDecision.Refused>(_given.Lock("t", "/a")).Lock);
        _given.Now += TimeSpan.FromMilliseconds(1);
        var next = Assert.IsType<LockDecision.Taken>(_given.Lock("t", "/a"));
        Assert.Equal([held], next.Expired);
        Assert.Empty(next.Lost);
    }

    [Fact]
    public void Acquiring_a_held_scope_renews_the_lock()
    {
        var held = Taken(_given.Lock("s", "/a", seconds: 10));
        _given.Now += TimeSpan.FromSeconds(9);
        var renewed = Assert.IsType<LockDecision.Renewed>(_given.Lock("s", "/a", seconds: 20)).Lock;
        Assert.Equal((held.Id, held.Fence, _given.Now.AddSeconds(20)), (renewed.Id, renewed.Fence, renewed.ExpiresAt));
        Assert.Equal([renewed], _given.Locks);
        // Another session of the same user is a different session.
        Assert.IsType<LockDecision.Refused>(_given.Lock("t", "/a"));
    }

    [Fact]
    public void Only_the_session_that_holds_a_live_lock_can_renew_or_release_it()
    {
        var held = Taken(_given.Lock("s", "/a", seconds: 10));
        Assert.IsType<LockDecision.NotHeld>(_given.Change(new LockCommand.Renew(Key, Given.Session("t"), held.Fence, Ttl: null)));
        Assert.IsType<LockDecision.NotHeld>(_given.Change(new LockCommand.Release(Key, Given.Session("s", "bob"), held.Fence)));
        Assert.IsType<LockDecision.NotHeld>(_given.Change(new LockCommand.Renew(Key, Given.Session("s"), held.Fence + 1, Ttl: null)));
        _given.Now += TimeSpan.FromSeconds(5);
        Assert.Equal(held.Renew(TimeSpan.FromSeconds(10), _given.Now), Renewed(held, ttl: null));
        Assert.Equal(held.Renew(TimeSpan.FromSeconds(7), _given.Now), Renewed(held, TimeSpan.FromSeconds(7)));
        _given.Now += TimeSpan.FromSeconds(7);
        Assert.IsType<LockDecision.NotHeld>(_given.Change(new LockCommand.Renew(Key, Given.Session("s"), held.Fence, Ttl: null)));
        Assert.IsType<LockDecision.NotHeld>(_given.Change(new LockCommand.Release(Key, Given.Session("s"), held.Fence)));
    }

    [Fact]
    public void A_released_scope_can_be_acquired()
    {
        var held = Taken(_given.Lock("s", ""));
        Assert.Equal(held, Assert.IsType<LockDecision.Released>(_given.Change(new LockCommand.Release(Key, Given.Session("s"), held.Fence))).Lock);
        Assert.IsType<LockDecision.Taken>(_given.Lock("t", "", user: "bob"));
    }

    [Fact]
    public void An_operator_removes_the_locks_of_all_sessions()
    {
        var (one, other) = (Taken(_given.Lock("s", "/a")), Taken(_given.Lock("t", "/b", user: "bob")));
        Assert.Equal([one, other], Assert.IsType<LockDecision.Cleared>(_given.Change(new LockCommand.Clear(Key, All: true))).Expired);
        Assert.Empty(_given.Locks);
        Assert.Equal(3, Taken(_given.Lock("u", "")).Fence);
    }

    [Fact]
    public void The_fence_always_rises()
    {
        Assert.Equal(1, Taken(_given.Lock("s", "/a", seconds: 5)).Fence);
        Assert.Equal(2, Taken(_given.Lock("s", "/b", seconds: 5)).Fence);
        _given.Now += TimeSpan.FromHours(1);
        Assert.Equal(2, Assert.IsType<LockDecision.Cleared>(_given.Change(new LockCommand.Clear(Key))).Expired.Count);
        Assert.Empty(_given.Locks);
        Assert.Equal(3, Taken(_given.Lock("t", "/a")).Fence);
        Assert.Equal(4, Taken(_given.Lock("u", "/a", takeover: true)).Fence);
    }

    [Theory]
    // An owner; the holder's user; another user.
    [InlineData("amy", 0, true)]
    [InlineData("bob", 0, true)]
    [InlineData("cid", 0, false)]
    [InlineData("cid", 29_999, false)]
    [InlineData("cid", 30_000, true)]
    public void A_lock_can_be_taken_over_by_an_owner_by_its_user_or_when_its_holder_is_inactive(string user, int milliseconds, bool may)
    {
        var held = Taken(_given.Lock("s", "/a/b", seconds: 300, user: "bob"));
        _given.Now += TimeSpan.FromMilliseconds(milliseconds);
        Assert.IsType<LockDecision.Refused>(_given.Lock("t", "/a", user: user));
        var decision = _given.Lock("t", "/a", takeover: true, user: user, owner: user == "amy");
        if (!may)
        {
            Assert.Equal(held, Assert.IsType<LockDecision.Refused>(decision).Lock);
            return;
        }

        Assert.Equal([held], Assert.IsType<LockDecision.Taken>(decision).Lost);
        Assert.Equal([Taken(decision)], _given.Locks);
        Assert.IsType<LockDecision.NotHeld>(_given.Change(new LockCommand.Renew(Key, Given.Session("s", "bob"), held.Fence, Ttl: null)));
    }

    [Fact]
    public void Activity_with_one_lock_counts_for_all_locks_of_the_holder()
    {
        var a = Taken(_given.Lock("s", "/a", seconds: 300, user: "bob"));
        Taken(_given.Lock("s", "/b", seconds: 300, user: "bob"));
        _given.Now += TimeSpan.FromSeconds(29);
        _given.Change(new LockCommand.Renew(Key, Given.Session("s", "bob"), a.Fence, Ttl: null));
        _given.Now += TimeSpan.FromSeconds(29);
        Assert.IsType<LockDecision.Refused>(_given.Lock("t", "/b", takeover: true));
        _given.Now += TimeSpan.FromSeconds(1);
        Assert.IsType<LockDecision.Taken>(_given.Lock("t", "/b", takeover: true));
        // Locks that do not overlap are kept.
        Assert.Contains(_given.Locks, l => l.Fence == a.Fence);
    }

    [Fact]
    public void All_overlapping_locks_are_taken_over_or_none()
    {
        Taken(_given.Lock("s", "/a", seconds: 300, user: "bob"));
        _given.Now += TimeSpan.FromSeconds(30);
        var cids = Taken(_given.Lock("t", "/b", seconds: 300, user: "cid"));
        Assert.Equal(cids, Assert.IsType<LockDecision.Refused>(_given.Lock("u", "", takeover: true)).Lock);
        Assert.Equal(2, _given.Locks.Count);
        _given.Now += TimeSpan.FromSeconds(30);
        Assert.Equal(2, Assert.IsType<LockDecision.Taken>(_given.Lock("u", "", takeover: true)).Lost.Count);
    }

    [Fact]
    public void The_number_of_locks_is_limited_and_expired_locks_do_not_count()
    {
        for (var i = 0; i < LockRules.Max; i++)
        {
            Taken(_given.Lock("s", $"/{i}"));
        }

        Assert.IsType<LockDecision.TooMany>(_given.Lock("s", "/more"));
        Assert.IsType<LockDecision.Renewed>(_given.Lock("s", "/0"));
        // A takeover replaces a lock.
        Assert.IsType<LockDecision.Taken>(_given.Lock("t", "/0", takeover: true));
        _given.Now += TimeSpan.FromMinutes(1);
        Assert.IsType<LockDecision.Taken>(_given.Lock("s", "/more"));
    }

    /// <summary>After random changes live locks of two sessions never overlap, and no fence is used twice.</summary>
    [Fact]
    public void Two_sessions_never_hold_overlapping_locks()
    {
        const int Seed = 20261126;
        var random = new Random(Seed);
        string[] scopes = ["", "/a", "/a/b", "/a/c", "/b", "/ab"];
        var fences = new HashSet<long>();
        for (var i = 0; i < 4_000; i++)
        {
            _given.Now += TimeSpan.FromSeconds(random.Next(4));
            var session = $"s{random.Next(4)}";
            var user = $"u{session[1] / 2}";
            var decision = random.Next(4) switch
            {
                0 => _given.Change(new LockCommand.Renew(Key, Given.Session(session, user), fences.Count - random.Next(4), TimeSpan.FromSeconds(random.Next(5, 40)))),
                1 => _given.Change(new LockCommand.Release(Key, Given.Session(session, user), fences.Count - random.Next(4))),
                _ => _given.Lock(session, scopes[random.Next(scopes.Length)], random.Next(5, 60), random.Next(3) == 0, user),
            };
            if (decision is LockDecision.Taken taken)
            {
                Assert.True(fences.Add(taken.Lock.Fence) && taken.Lock.Fence == fences.Count, $"seed {Seed}, round {i}: fence {taken.Lock.Fence}");
            }

            var live = _given.Locks.Where(l => l.IsLive(_given.Now)).ToList();
            foreach (var (at, one) in live.Index())
            {
                Assert.True(live.Skip(at + 1).All(other => one.Session == other.Session ? one.Scope != other.Scope : !one.Overlaps(other.Scope)),
                    $"seed {Seed}, round {i}: {string.Join(", ", live.Select(l => $"{l.Session} {l.Scope}"))}");
            }
        }
    }

    private DocumentLock Renewed(DocumentLock held, TimeSpan? ttl) =>
        Assert.IsType<LockDecision.Renewed>(_given.Change(new LockCommand.Renew(Key, held.Session, held.Fence, ttl))).Lock;

    private static DocumentLock Taken(LockDecision decision) => Assert.IsType<LockDecision.Taken>(decision).Lock;
}
