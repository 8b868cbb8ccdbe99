using System.Collections.Concurrent;
using System.Diagnostics;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>How long saves take, as their clients see it.</summary>
internal sealed class Latencies
{
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<long, long> _underWay = [];
    private readonly ConcurrentQueue<TimeSpan> _done = [];
    private long _next;

    /// <summary>A handler that measures what passes through it.</summary>
    public DelegatingHandler Measure() => new Handler(this);

    /// <summary>
    /// Waits until saves are answered again as they should be: within 5 s after a fault a hundred in a row have a 99th percentile below 1 s, and
    /// nothing has been waiting longer. That says that it works again, not how fast it is. Then it has to stay so.
    /// </summary>
    /// <param name="fault">What happened.</param>
    /// <param name="seconds">Another limit than the 5 s.</param>
    public async Task RecoverAsync(string fault, int seconds = 5)
    {
        _done.Clear();
        await Eventually.HoldsAsync(() => Task.FromResult(_done.Count >= 100 && IsQuick(100)), $"the latency is back after: {fault}", seconds);
        _done.Clear();
        await Eventually.HoldsAsync(() => Task.FromResult(_done.Count >= 500), $"500 saves after: {fault}");
        Assert.True(IsQuick(500), $"Slow again after: {fault}");
    }

    private bool IsQuick(int count)
    {
        var last = _done.TakeLast(count).Order().ToList();
        return last[(count * 99 / 100) - 1] < Quick && _underWay.Values.All(start => Stopwatch.GetElapsedTime(start) < Quick);
    }

    private sealed class Handler(Latencies latencies) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Method == HttpMethod.Get)
            {
                return await base.SendAsync(request, cancellationToken);
            }

            var id = Interlocked.Increment(ref latencies._next);
            var start = latencies._underWay[id] = Stopwatch.GetTimestamp();
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                latencies._done.Enqueue(Stopwatch.GetElapsedTime(start));
                return response;
            }
            finally
            {
                latencies._underWay.TryRemove(id, out _);
            }
        }
    }
}
