using System.Diagnostics;
using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>The cost of open event streams: memory when idle, and the time until all of them have received a save.</summary>
internal static class SubscribersPart
{
    private const int Count = 5_000;
    private const int Saves = 20;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task RunAsync(string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"subscribers: {Count:n0} open streams of events");
        await using var server = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "subscribers")).FullName, cancellation);
        var load = ClosedLoop.OfSaves(server, DefaultLoad.Small, connections: 1);
        var documents = Document.Many(0, 1);
        await using var few = new Listeners();
        await few.OpenAsync(server, 100, cancellation);
        // Warms up the JIT compiler before the measurement.
        await load.EachAsync(documents, 500, cancellation);

        await using var listeners = new Listeners();
        var before = server.Figures;
        await listeners.OpenAsync(server, Count, cancellation);
        // Long enough for one heartbeat on each stream.
        await Task.Delay(TimeSpan.FromSeconds(16), cancellation);
        var idle = server.Figures;

        var times = new List<double>();
        for (var i = 1; i <= Saves; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await load.EachAsync(documents, 1, cancellation);
            while (listeners.Received < i * Count && Stopwatch.GetElapsedTime(started) < Limit)
            {
                await Task.Delay(1, cancellation);
            }

            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        report.Print($"Time from a save until all {Count:n0} streams have received it, median of {Saves}: {Median.Of(times):n0} ms; server CPU while they were idle: {(idle - before).Cpu.TotalSeconds:0.0} s.");
        report.AtMost($"peak memory with {Count:n0} idle streams, over that before", idle.PeakMegabytes - before.PeakMegabytes, Goals.SubscribersMegabytes, " MB");
        report.AtMost("streams that ended", Count - listeners.Open, 0, "");
        report.AtMost("events that did not arrive", (Count * Saves) - listeners.Received, 0, "");
        report.End();
    }
}
