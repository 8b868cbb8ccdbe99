using System.Collections.Concurrent;
using System.Diagnostics;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>The latency of saves, measured by their clients.</summary>
internal sealed class Latencies
{
    private static readonly TimeSpan Quick = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<long, long> _underWay = [];
    private readonly ConcurrentQueue<TimeSpan> _done = [];
    private long _next;

    /// <summary>Creates a handler that measures requests.</summary>
    public DelegatingHandler Measure() => new Handler(this);

    /// <summary>
    /// Waits until the latency has recovered: 300 consecutive saves have a 99th percentile below 2 s, and no save is waiting longer. This shows that the server works again,
    /// not how fast it is.
    /// </summary>
    /// <param name="fault">The failure.</param>
    public async Task RecoverAsync(string fault)
    {
        // Twice, as saves that were in flight may succeed although new ones fail.
        for (var times = 1; times <= 2; times++)
        {
            _done.Clear();
            await Eventually.HoldsAsync(() => Task.FromResult(IsQuick()), $"the latency is back after: {fault}", seconds: 30);
        }
    }

    private bool IsQuick()
    {
        var last = _done.TakeLast(300).Order().ToList();
        return last.Count is 300 && last[296] < Quick && _underWay.Values.All(start => Stopwatch.GetElapsedTime(start) < Quick);
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
