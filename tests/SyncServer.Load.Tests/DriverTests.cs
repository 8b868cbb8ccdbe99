using System.Collections.Concurrent;
using System.Diagnostics;
using SyncServer.Load.Clients;
using SyncServer.Load.Running;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Tests;

/// <summary>What the driver counts as the latency of a request.</summary>
public sealed class DriverTests
{
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<(TimeSpan Start, TimeSpan Took, Outcome Outcome)> _requests = new();

    [Fact]
    public async Task In_an_open_model_a_stall_is_in_the_latency_of_all_requests_that_it_delays()
    {
        // One session; the response to its first request comes when 20 more are due.
        var stalled = new TaskCompletionSource();
        var count = 0;
        var user = new FakeUser(() => Interlocked.Increment(ref count) == 1 ? stalled.Task : Task.CompletedTask);
        var driver = new Driver(LoadModel.Parse("20/s 1s"), [user], Drain, Record);
        var running = driver.RunAsync(CancellationToken.None);
        var began = Stopwatch.GetTimestamp();
        await Testing.Eventually.HoldsAsync(() => Task.FromResult(Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1)), "the stall");
        stalled.SetResult();
        await running;

        Assert.Equal(20, _requests.Count);
        // The request that was due at 50 ms waited for 950 ms or longer, that at 500 ms for 500 ms or longer, although each was served at once when it was sent.
        Assert.All(_requests, request => Assert.True(request.Start + request.Took >= TimeSpan.FromSeconds(0.9), $"{request.Start}: {request.Took}"));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => TimeSpan.FromSeconds(i / 20.0)), _requests.Select(request => request.Start).Order());
    }

    [Fact]
    public async Task A_request_that_cannot_be_sent_because_every_session_is_busy_is_an_error()
    {
        var never = new TaskCompletionSource();
        var driver = new Driver(LoadModel.Parse("10/s 1s"), [new FakeUser(() => never.Task)], TimeSpan.FromMilliseconds(100), Record);
        var running = driver.RunAsync(CancellationToken.None);
        await Testing.Eventually.HoldsAsync(() => Task.FromResult(_requests.Count == 9), "nine requests are given up");
        never.SetResult();
        await running;
        Assert.Equal(9, _requests.Count(request => request.Outcome is { Kind: OutcomeKind.Error, Code: "not sent: every session was busy" }));
    }

    [Fact]
    public async Task In_a_closed_model_a_latency_is_without_the_thinking()
    {
        var user = new FakeUser(() => Task.CompletedTask) { Think = TimeSpan.FromMilliseconds(100) };
        await new Driver(LoadModel.Parse("1 user 1s"), [user], Drain, Record).RunAsync(CancellationToken.None);
        Assert.InRange(_requests.Count, 1, 10);
        Assert.True(_requests.Min(request => request.Took) < TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public async Task A_user_has_no_more_requests_in_flight_than_allowed()
    {
        var (now, most) = (0, 0);
        var user = new FakeUser(async () =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Delay(20);
            Interlocked.Decrement(ref now);
        }) { InFlight = 3 };
        await new Driver(LoadModel.Parse("1 user 1s"), [user], Drain, Record).RunAsync(CancellationToken.None);
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_closed_run_ends_when_all_responses_have_arrived()
    {
        var late = new TaskCompletionSource();
        var user = new FakeUser(() => late.Task) { InFlight = 3, Think = TimeSpan.FromMilliseconds(600) };
        var running = new Driver(LoadModel.Parse("1 user 1s"), [user], Drain, Record).RunAsync(CancellationToken.None);
        var began = Stopwatch.GetTimestamp();
        await Testing.Eventually.HoldsAsync(() => Task.FromResult(running.IsCompleted || Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(2)), "the load is over");
        Assert.False(running.IsCompleted);
        late.SetResult();
        await running;
        Assert.Single(_requests);
    }

    [Fact]
    public async Task Users_beyond_the_level_send_nothing()
    {
        var counts = new int[4];
        FakeUser[] users = [.. Enumerable.Range(0, 4).Select(i => new FakeUser(() =>
        {
            counts[i]++;
            return Task.CompletedTask;
        }) { Think = TimeSpan.FromMilliseconds(10) })];
        await new Driver(LoadModel.Parse("2 users 1s"), users, Drain, Record).RunAsync(CancellationToken.None);
        Assert.Equal([true, true, false, false], counts.Select(count => count > 0));
    }

    [Fact]
    public void The_seconds_of_the_warm_up_are_left_out()
    {
        var traffic = new Traffic("run", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), lossy: false);
        foreach (var start in new[] { 0.5, 1.9, 2.0, 3.99, 4.0 })
        {
            traffic.Record("save", TimeSpan.FromSeconds(start), TimeSpan.FromMilliseconds(start), Saved());
        }

        Assert.Equal([2.0f, 3.99f], traffic.Latencies());
        Assert.Equal(2, traffic.Tallies().Sum(tally => tally.Count));
        Assert.Equal([1, 1, 1, 1], Enumerable.Range(0, 4).Select(second => traffic.MomentOf(second).Accepted));
    }

    [Theory]
    [InlineData(0.5, 50)]
    [InlineData(0.99, 99)]
    [InlineData(1, 100)]
    public void A_percentile_is_the_smallest_value_that_covers_the_share(double share, double expected) =>
        Assert.Equal(expected, Percentiles.Of([.. Enumerable.Range(1, 100).Select(value => (float)value)], share));

    private static Outcome Saved() => new(OutcomeKind.Ok, "204 verified", 10, Stopwatch.GetTimestamp(), Timed: true, Accepted: 1);

    private void Record(string name, TimeSpan start, TimeSpan took, Outcome outcome) => _requests.Enqueue((start, took, outcome));

    private sealed class FakeUser(Func<Task> serve) : IUser
    {
        public int InFlight { get; init; } = 1;

        public TimeSpan Think { get; init; }

        public Request Next() => new("save", Think, async () =>
        {
            await serve();
            return Saved();
        });
    }
}
