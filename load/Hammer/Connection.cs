using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace SyncServer.Load.Hammer;

/// <summary>One client: it sends a save, waits for the answer, and sends the next.</summary>
internal sealed class Connection : IDisposable
{
    // An answer without an ETag (the floor's) is taken for this one, so that all servers are sent requests of one shape.
    private static ReadOnlySpan<byte> NoTag => "\"1-0000000000000000\""u8;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly SaveRequest _request;
    private readonly byte[] _received = new byte[256 * 1024];

    public Connection(SaveRequest request) => _request = request;

    public Tally Tally { get; } = new();

    public Task ConnectAsync(Uri server, CancellationToken cancellation) =>
        _socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellation).AsTask();

    public async Task SaveAsync(IEnumerable<Document> documents, long deadline)
    {
        foreach (var document in documents)
        {
            var started = Stopwatch.GetTimestamp();
            await _socket.SendAsync(_request.For(document));
            var success = await ReceiveAsync(document);
            var ended = Stopwatch.GetTimestamp();
            Tally.Add(Stopwatch.GetElapsedTime(started, ended), success, ended <= deadline);
        }
    }

    /// <summary>Ends what is under way, too: a pending call throws.</summary>
    public void Dispose() => _socket.Dispose();

    private async ValueTask<bool> ReceiveAsync(Document document)
    {
        var filled = 0;
        while (true)
        {
            var count = await _socket.ReceiveAsync(_received.AsMemory(filled));
            if (count == 0)
            {
                throw new InvalidOperationException("The server closed the connection.");
            }

            filled += count;
            if (Answer.TryRead(_received.AsSpan(0, filled), out var answer))
            {
                if (answer.IsSuccess)
                {
                    document.Remember(answer.Tag.IsEmpty ? NoTag : answer.Tag);
                }

                return answer.IsSuccess;
            }
        }
    }
}
