using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>One client's connection: it sends a request, waits for the answer, and only then sends the next.</summary>
internal sealed class Connection(ServerProcess server) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[256 * 1024];

    public ServerProcess Server => server;

    public Task ConnectAsync(CancellationToken cancellation) => _socket.ConnectAsync(IPAddress.Loopback, server.Url.Port, cancellation).AsTask();

    /// <summary>Sends one request; the document remembers the ETag of a successful answer.</summary>
    /// <returns>Whether the answer is the one that the request is after.</returns>
    public async ValueTask<bool> AskAsync(IRequest request, Document document, Tally tally, long deadline)
    {
        var started = Stopwatch.GetTimestamp();
        await _socket.SendAsync(request.For(document));
        var accepted = request.Accepts(await ReceiveAsync(document));
        var ended = Stopwatch.GetTimestamp();
        tally.Add(Stopwatch.GetElapsedTime(started, ended), accepted, ended <= deadline);
        return accepted;
    }

    /// <summary>Ends what is under way, too: a pending call throws.</summary>
    public void Dispose() => _socket.Dispose();

    private async ValueTask<int> ReceiveAsync(Document document)
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
                    document.Remember(answer.Tag.IsEmpty ? Document.NoTag : answer.Tag);
                }

                return answer.Status;
            }
        }
    }
}
