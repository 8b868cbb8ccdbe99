using Microsoft.Extensions.Logging.Abstractions;
using SyncServer.Core.Documents;
using SyncServer.Core.Live;
using SyncServer.Live;

namespace SyncServer.Tests.Live;

/// <summary>Expiry and limits of presence.</summary>
public sealed class PresenceTrackerTests : IDisposable
{
    private static readonly DocumentKey Note = new("notes", "a");

    private readonly SteppedTime _time = new();
    private readonly Subscribers _subscribers = new();
    private readonly Subscription _subscription = new(null, null, DateTimeOffset.MaxValue, () => { });
    private readonly PresenceTracker _tracker;

    public PresenceTrackerTests()
    {
        _tracker = new PresenceTracker(_subscribers, new NodeLink([], NullLogger<NodeLink>.Instance), _time);
        _subscribers.Add(_subscription);
    }

    [Fact]
    public async Task A_session_expires_30_seconds_after_its_last_update()
    {
        _tracker.TryUpdate(Present("amy-session"));
        _tracker.TryUpdate(Present("bob-session"));
        _time.Step(20);
        _tracker.TryUpdate(Present("bob-session"));
        _time.Step(9);
        _tracker.Sweep();
        Assert.Equal(2, _tracker.List(Note).Count);

        _time.Step(1);
        Assert.Equal([Session("bob-session")], _tracker.List(Note).Select(p => p.Session));
        _tracker.Sweep();
        _tracker.Sweep();
        _subscription.Complete();

        var received = new List<(SessionKey, PresenceState)>();
        await foreach (var one in _subscription.ReadAllAsync(default))
        {
            var present = Assert.IsType<LiveEvent.Present>(one.Event).Session;
            received.Add((present.Session, present.State));
        }

        Assert.Equal(
            [(Session("amy-session"), PresenceState.Viewing), (Session("bob-session"), PresenceState.Viewing), (Session("amy-session"), PresenceState.Gone)], received);
    }

    [Fact]
    public void The_number_of_sessions_of_a_document_is_limited()
    {
        Assert.All(Enumerable.Range(0, 200), i => Assert.True(_tracker.TryUpdate(Present($"session-{i}"))));
        Assert.False(_tracker.TryUpdate(Present("one-too-many")));
        Assert.True(_tracker.TryUpdate(Present("session-7")));
        Assert.True(_tracker.TryUpdate(Present("elsewhere", new DocumentKey("notes", "b"))));
        _tracker.Remove(Note, Session("session-7"));
        Assert.True(_tracker.TryUpdate(Present("one-too-many")));
    }

    [Fact]
    public async Task A_stream_that_is_not_read_is_aborted()
    {
        var aborts = 0;
        var slow = new Subscription("notes", "a", DateTimeOffset.MaxValue, () => Interlocked.Increment(ref aborts));
        _subscribers.Add(slow);
        for (var i = 0; i < 2000; i++)
        {
            _tracker.TryUpdate(Present("amy-session") with { Field = $"/{i}" });
        }

        await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref aborts) == 1), "the abort");
        var received = 0;
        await foreach (var _ in slow.ReadAllAsync(default))
        {
            received++;
        }

        Assert.InRange(received, 1, 1000);
        Assert.Equal(1, aborts);
    }

    public void Dispose() => _tracker.Dispose();

    private static SessionKey Session(string id) => SessionKey.Of("secret"u8, "amy", id);

    private static PresentSession Present(string session, DocumentKey? key = null) =>
        new(key ?? Note, Session(session), new Person("amy", "Amy"), PresenceState.Viewing, Field: null);

    /// <summary>A clock that moves only when stepped.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks = 1;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step(int seconds) => _ticks += seconds * TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;
    }
}
