using System.Collections.Concurrent;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>
/// One session that sends its saves without waiting for previous responses. Each uses one of several connections,
/// chosen at random, each with several requests in flight, so that saves overtake each other.
/// </summary>
internal sealed class InFlightClient
{
    public const int ConnectionCount = 4;

    /// <summary>The maximum number of saves in flight on all connections. The number is chosen for each document, from 2 to this.</summary>
    public const int MaxInFlight = 16;

    private readonly SaveRequest _request;
    private readonly Random _random;
    private readonly InFlightTally _tally;
    private readonly Lane[] _lanes;

    /// <param name="server">The server.</param>
    /// <param name="number">The number of the client, which determines its Session-Id and the choice of connections.</param>
    /// <param name="text">The text.</param>
    /// <param name="tally">Counts the responses.</param>
    public InFlightClient(ServerProcess server, int number, DocumentText text, InFlightTally tally)
    {
        _request = new SaveRequest(server.Url, server.Token, $"inflight-session-{number:d4}", text);
        _random = new Random(number);
        _tally = tally;
        _lanes = [.. Enumerable.Range(0, ConnectionCount).Select(_ => new Lane(new Connection(server)))];
    }

    public IEnumerable<Connection> Connections => _lanes.Select(lane => lane.Connection);

    /// <summary>Reads responses until the connections end, then throws.</summary>
    public IEnumerable<Task> ReadAsync() => _lanes.Select(lane => lane.Connection.ReceiveAllAsync(answer => Learn(lane, answer)));

    /// <summary>Saves a document a number of times, or until a save is refused, and waits for all responses.</summary>
    public async Task SaveAsync(InFlightDocument document, int times)
    {
        var inFlight = _random.Next(2, MaxInFlight + 1);
        using var free = new SemaphoreSlim(inFlight);
        for (var i = 0; i < times && !document.IsRefused; i++)
        {
            await free.WaitAsync();
            var lane = _lanes[_random.Next(ConnectionCount)];
            var (bytes, save) = document.Next(_request);
            lane.Unanswered.Enqueue((document, save, free));
            await lane.Connection.SendAsync(bytes);
        }

        for (var i = 0; i < inFlight; i++)
        {
            await free.WaitAsync();
        }
    }

    private void Learn(Lane lane, Answer answer)
    {
        if (!lane.Unanswered.TryDequeue(out var sent))
        {
            throw new InvalidDataException("A response arrived without a request.");
        }

        sent.Document.Learn(sent.Save, answer);
        _tally.Add(answer);
        sent.Free.Release();
    }

    /// <summary>One connection and its saves in flight.</summary>
    private sealed record Lane(Connection Connection)
    {
        public ConcurrentQueue<(InFlightDocument Document, int Save, SemaphoreSlim Free)> Unanswered { get; } = new();
    }
}
