using System.Diagnostics;
using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>
/// Counts needless refusals of clients that follow the protocol. No other session saves their documents, so every refusal is needless.
/// Each document begins with creates in flight.
/// </summary>
internal static class InFlightPart
{
    private const int Clients = 16;
    private const int SavesOfDocument = 1_000;

    // A timeout, much longer than a run, so that the benchmark ends if the server hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromHours(2);

    public static async Task RunAsync(BenchOptions options, string folder, Report report, CancellationToken cancellation)
    {
        report.Heading($"inflight: {options.Saves:n0} saves of {DefaultLoad.Small.Size:n0} bytes, {SavesOfDocument:n0} of each document, by {Clients} sessions with 2 to {InFlightClient.MaxInFlight} saves "
            + $"in flight on {InFlightClient.ConnectionCount} connections each");
        await using var server = await ServerProcess.StartSyncServerAsync(Directory.CreateDirectory(Path.Combine(folder, "inflight")).FullName, cancellation);
        var tally = new InFlightTally();
        var clients = Enumerable.Range(0, Clients).Select(number => new InFlightClient(server, number, DefaultLoad.Small, tally)).ToArray();
        var reading = Array.Empty<Task>();
        var started = Stopwatch.GetTimestamp();
        await Connections.UseAsync([.. clients.SelectMany(client => client.Connections)], Limit, SaveAsync, cancellation);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await Task.WhenAll(reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        report.Table([["outcome", "saves", "share"], .. tally.Outcomes.Select(outcome => (string[])[outcome.Key, $"{outcome.Value:n0}", $"{(double)outcome.Value / tally.Saves:p2}"])]);
        report.Print($"{tally.Saves:n0} saves in {seconds:n0} s, {tally.Saves / seconds:n0}/s.");
        if (tally.FirstRefusal is { } refusal)
        {
            report.Print($"The first refusal: {refusal}");
        }

        report.AtMost("needless refusals", tally.Refused, 0, "");
        report.AtLeast("responses to saves", tally.Saves, options.Saves, "");
        report.End();

        // Reading ends only with an error, after which there are no more responses.
        async Task SaveAsync()
        {
            reading = [.. clients.SelectMany(client => client.ReadAsync())];
            await await Task.WhenAny([Task.WhenAll(clients.Select((client, number) => SaveShareAsync(client, number, options.Saves))), .. reading]);
        }
    }

    private static async Task SaveShareAsync(InFlightClient client, int number, int saves)
    {
        for (var document = number; document * SavesOfDocument < saves; document += Clients)
        {
            await client.SaveAsync(new InFlightDocument(new Document(document)), Math.Min(SavesOfDocument, saves - (document * SavesOfDocument)));
        }
    }
}
