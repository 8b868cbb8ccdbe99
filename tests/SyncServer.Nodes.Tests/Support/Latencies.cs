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
    /// Waits until saves are answered again as they should be: within 5 s after a fault three hundred in a row have a 99th percentile below 1 s, and
    /// nothing has been waiting longer. That says that it works again, not how fast it is.
    /// </summary>
    /// <param name="fault">What happened.</param>
    /// <param name="seconds">Another limit than the 5 s.</param>
    public async Task RecoverAsync(string fault, int seconds = 5)
    {
        // Twice: what was under way may go well although nothing else does.
        for (var times = 1; times <= 2; times++)
        {
            _done.Clear();
            await Eventually.HoldsAsync(() => Task.FromResult(IsQuick()), $"the latency is back after: {fault}", seconds);
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
