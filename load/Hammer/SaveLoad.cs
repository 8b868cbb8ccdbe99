using System.Diagnostics;
using System.Net.Sockets;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>A closed loop of saves: so many connections, each with its own session and its own share of the documents.</summary>
internal sealed class SaveLoad(ServerProcess server, DocumentText text, int connections)
{
    // How long a server may take to answer what was under way when a run ended.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    // Far more than any walk takes here; it only keeps a stuck server from holding the bench for ever.
    private static readonly TimeSpan WalkLimit = TimeSpan.FromMinutes(10);

    /// <summary>Saves to documents drawn at random until the time is up.</summary>
    public Task<Tally> SaveAtRandomAsync(IReadOnlyList<Document> documents, TimeSpan time, CancellationToken cancellation) =>
        RunAsync(documents, AtRandom, time, time + Grace, cancellation);

    /// <summary>Saves to each document in turn, so many times over.</summary>
    public Task<Tally> SaveEachAsync(IReadOnlyList<Document> documents, int times, CancellationToken cancellation) =>
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

    private async Task<Tally> RunAsync(
        IReadOnlyList<Document> documents, Func<Document[], long, IEnumerable<Document>> order, TimeSpan time, TimeSpan limit, CancellationToken cancellation)
    {
        var shares = documents.GroupBy(document => document.Number % connections).Select(share => share.ToArray()).ToArray();
        var clients = shares.Select(share => new Connection(
            new SaveRequest(server.Url, server.Token, $"bench-session-{share[0].Number % connections:d4}", text))).ToArray();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(limit);
        await using var closing = stop.Token.Register(() => Array.ForEach(clients, client => client.Dispose()));
        long started;
        try
        {
            await Task.WhenAll(clients.Select(client => client.ConnectAsync(server.Url, stop.Token)));
            started = Stopwatch.GetTimestamp();
            var deadline = started + (long)(time.TotalSeconds * Stopwatch.Frequency);
            await Task.WhenAll(clients.Zip(shares, (client, share) => client.SaveAsync(order(share, deadline), deadline)));
        }
        catch (Exception failure) when (stop.IsCancellationRequested && failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException($"The {server.Name} server did not answer within {limit}.", failure);
        }
        finally
        {
            Array.ForEach(clients, client => client.Dispose());
        }

        var taken = Stopwatch.GetElapsedTime(started);
        // What follows must not run on the thread that polls the sockets.
        await Task.Yield();
        var sum = new Tally { Seconds = Math.Min(time.TotalSeconds, taken.TotalSeconds) };
        Array.ForEach(clients, client => sum.Add(client.Tally));
        return sum;
    }
}
