using System.Diagnostics;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>A closed loop of requests over a number of connections, each with its own session and its own share of the documents.</summary>
internal sealed class ClosedLoop
{
    // The time for the responses to the last requests of a run.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    // A timeout, much longer than a run, so that the benchmark ends if the server hangs.
    private static readonly TimeSpan WalkLimit = TimeSpan.FromMinutes(10);

    private readonly ServerProcess _server;
    private readonly int _connections;
    private readonly Func<int, IRequest> _request;

    private ClosedLoop(ServerProcess server, int connections, Func<int, IRequest> request) =>
        (_server, _connections, _request) = (server, connections, request);

    public static ClosedLoop OfSaves(ServerProcess server, DocumentText text, int connections) =>
        new(server, connections, number => new SaveRequest(server.Url, server.Token, $"bench-session-{number:d4}", text));

    /// <summary>Stale saves, each of a new session.</summary>
    public static ClosedLoop OfStaleSaves(ServerProcess server, DocumentText text, int connections)
    {
        var sessions = 0;
        return new(server, connections, _ => new StaleRequest(server.Url, server.Token, () => $"stale-session-{Interlocked.Increment(ref sessions):d9}", text));
    }

    public static ClosedLoop OfReads(ServerProcess server, bool conditional, int connections) =>
        new(server, connections, _ => new ReadRequest(server.Url, server.Token, conditional));

    /// <summary>Sends requests for random documents until the time is up.</summary>
    public Task<Tally> AtRandomAsync(IReadOnlyList<Document> documents, TimeSpan time, CancellationToken cancellation) =>
        RunAsync(documents, AtRandom, time, time + Grace, cancellation);

    /// <summary>Sends a number of requests for each document in turn.</summary>
    public Task<Tally> EachAsync(IReadOnlyList<Document> documents, int times, CancellationToken cancellation) =>
        RunAsync(documents, (share, _) => InTurn(share, times), WalkLimit, WalkLimit, cancellation);

    private static IEnumerable<Document> AtRandom(Document[] share, long deadline)
    {
        var random = new Random(share[0].Number);
        while (Stopwatch.GetTimestamp() < deadline)
        {
            yield return share[random.Next(share.Length)];
        }
    }

    private static IEnumerable<Document> InTurn(Document[] share, int times) =>
        Enumerable.Repeat(share, times).SelectMany(documents => documents);

    private static async Task AskAboutAsync(IEnumerable<Document> documents, Connection connection, IRequest request, Tally tally, long deadline)
    {
        foreach (var document in documents)
        {
            await connection.AskAsync(request, document, tally, deadline);
        }
    }

    private async Task<Tally> RunAsync(
        IReadOnlyList<Document> documents, Func<Document[], long, IEnumerable<Document>> order, TimeSpan time, TimeSpan limit, CancellationToken cancellation)
    {
        var shares = documents.GroupBy(document => document.Number % _connections).Select(share => share.ToArray()).ToArray();
        var clients = shares.Select(share => (Share: share, Connection: new Connection(_server), Request: _request(share[0].Number % _connections), Tally: new Tally())).ToArray();
        var taken = time;
        await Connections.UseAsync([.. clients.Select(client => client.Connection)], limit, AskAsync, cancellation);
        return Tally.Sum(clients.Select(client => client.Tally), Math.Min(time.TotalSeconds, taken.TotalSeconds));

        async Task AskAsync()
        {
            var started = Stopwatch.GetTimestamp();
            var deadline = started + (long)(time.TotalSeconds * Stopwatch.Frequency);
            await Task.WhenAll(clients.Select(client => AskAboutAsync(order(client.Share, deadline), client.Connection, client.Request, client.Tally, deadline)));
            taken = Stopwatch.GetElapsedTime(started);
        }
    }
}
