using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>The connection of one client, with one request at a time or with several in flight.</summary>
internal sealed class Connection(ServerProcess server) : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _received = new byte[256 * 1024];

    public ServerProcess Server => server;

    public Task ConnectAsync(CancellationToken cancellation) => _socket.ConnectAsync(IPAddress.Loopback, server.Url.Port, cancellation).AsTask();

    /// <summary>Sends one request and waits for the response. The document stores the ETag of a successful one.</summary>
    /// <returns>Whether the response is the expected one.</returns>
    public async ValueTask<bool> AskAsync(IRequest request, Document document, Tally tally, long deadline)
    {
        var started = Stopwatch.GetTimestamp();
        await _socket.SendAsync(request.For(document));
        var accepted = await ReceiveAsync(request, document);
        var ended = Stopwatch.GetTimestamp();
        tally.Add(Stopwatch.GetElapsedTime(started, ended), accepted, ended <= deadline);
        return accepted;
    }

    /// <summary>Sends a request without waiting for previous responses.</summary>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> request) => await _socket.SendAsync(request);

    /// <summary>Reads responses in the order of the requests until the connection ends, then throws.</summary>
    public async Task ReceiveAllAsync(AnswerReader read)
    {
        var filled = 0;
        while (true)
        {
            filled += await FillAsync(filled);
            var used = 0;
            while (Answer.TryRead(_received.AsSpan(used, filled - used), out var answer))
            {
                read(answer);
                used += answer.Length;
            }

            _received.AsSpan(used, filled - used).CopyTo(_received);
            filled -= used;
        }
    }

    /// <summary>Also ends pending calls, which throw.</summary>
    public void Dispose() => _socket.Dispose();

    private async ValueTask<bool> ReceiveAsync(IRequest request, Document document)
    {
        var filled = 0;
        while (true)
        {
            filled += await FillAsync(filled);
            if (Answer.TryRead(_received.AsSpan(0, filled), out var answer))
            {
                if (answer.IsSuccess)
                {
                    document.Remember(answer.Tag.IsEmpty ? Document.NoTag : answer.Tag);
                }

                return request.Accepts(answer);
            }
        }
    }

    private async ValueTask<int> FillAsync(int filled)
    {
        if (filled == _received.Length)
        {
            throw new InvalidOperationException("The response is larger than the bench expects.");
        }

        var count = await _socket.ReceiveAsync(_received.AsMemory(filled));
        return count > 0 ? count : throw new InvalidOperationException("The server closed the connection.");
    }
}
