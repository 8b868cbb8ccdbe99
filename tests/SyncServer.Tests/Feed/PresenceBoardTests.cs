using Microsoft.Extensions.Logging.Abstractions;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Live;

namespace SyncServer.Tests.Feed;

/// <summary>Presence as time goes by, and its bounds.</summary>
public sealed class PresenceBoardTests : IDisposable
{
    private static readonly DocumentKey Note = new("notes", "a");

    private readonly SteppedTime _time = new();
    private readonly Subscribers _subscribers = new();
    private readonly Subscription _subscription = new(null, null, DateTimeOffset.MaxValue, () => { });
    private readonly PresenceBoard _board;

    public PresenceBoardTests()
    {
        _board = new PresenceBoard(_subscribers, new NodeLink([], NullLogger<NodeLink>.Instance), _time);
        _subscribers.Enter(_subscription);
    }

    [Fact]
    public async Task Whoever_is_not_heard_of_for_30_seconds_is_gone()
    {
        _board.Show(Present("amy-session"));
        _board.Show(Present("bob-session"));
        _time.Step(20);
        _board.Show(Present("bob-session"));
        _time.Step(9);
        _board.Sweep();
        Assert.Equal(2, _board.Of(Note).Count);

        _time.Step(1);
        Assert.Equal([Session("bob-session")], _board.Of(Note).Select(p => p.Session));
        _board.Sweep();
        _board.Sweep();
        _subscription.End();

        var told = new List<(SessionKey, PresenceState)>();
        await foreach (var one in _subscription.ReadAllAsync(default))
        {
            var present = Assert.IsType<LiveEvent.Present>(one.Event).Session;
            told.Add((present.Session, present.State));
        }

        Assert.Equal(
            [(Session("amy-session"), PresenceState.Viewing), (Session("bob-session"), PresenceState.Viewing), (Session("amy-session"), PresenceState.Gone)], told);
    }

    [Fact]
    public void A_document_holds_so_many_and_no_more()
    {
        Assert.All(Enumerable.Range(0, 200), i => Assert.True(_board.Show(Present($"session-{i}"))));
        Assert.False(_board.Show(Present("one-too-many")));
        Assert.True(_board.Show(Present("session-7")));
        Assert.True(_board.Show(Present("elsewhere", new DocumentKey("notes", "b"))));
        _board.Leave(Note, Session("session-7"));
        Assert.True(_board.Show(Present("one-too-many")));
    }

    [Fact]
    public async Task A_stream_that_is_not_read_is_cut()
    {
        var cuts = 0;
        var slow = new Subscription("notes", "a", DateTimeOffset.MaxValue, () => Interlocked.Increment(ref cuts));
        _subscribers.Enter(slow);
        for (var i = 0; i < 2000; i++)
        {
            _board.Show(Present("amy-session") with { Field = $"/{i}" });
        }

        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref cuts) == 1), "the cut");
        var told = 0;
        await foreach (var _ in slow.ReadAllAsync(default))
        {
            told++;
        }

        Assert.InRange(told, 1, 1000);
        Assert.Equal(1, cuts);
    }

    public void Dispose() => _board.Dispose();

    private static SessionKey Session(string id) => SessionKey.Of("secret"u8, "amy", id);

    private static PresentSession Present(string session, DocumentKey? key = null) =>
        new(key ?? Note, Session(session), new Person("amy", "Amy"), PresenceState.Viewing, Field: null);

    /// <summary>Time that passes when it is told to.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step(int seconds) => _ticks += seconds * TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;
    }
}
