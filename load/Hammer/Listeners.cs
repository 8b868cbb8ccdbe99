using System.Net;
using System.Net.Sockets;
using System.Text;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Hammer;

/// <summary>Many open event streams, each on its own connection.</summary>
internal sealed class Listeners : IAsyncDisposable
{
    private const int AtOnce = 50;

    private readonly List<Socket> _sockets = [];
    private readonly List<Task> _listening = [];
    private int _received;

    /// <summary>The number of saved events on all streams.</summary>
    public int Received => Volatile.Read(ref _received);

    /// <summary>The number of open streams.</summary>
    public int Open => _listening.Count(listening => !listening.IsCompleted);

    /// <summary>Opens streams of the collection that the bench saves in. All are subscribed when this returns.</summary>
    public async Task OpenAsync(ServerProcess server, int count, CancellationToken cancellation)
    {
        var request = Encoding.ASCII.GetBytes(
            $"GET /v1/events?collection=bench HTTP/1.1\r\nHost: {server.Url.Authority}\r\nAuthorization: Bearer {server.Token}\r\n\r\n");
        for (var left = count; left > 0; left -= AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, left)).Select(_ => OpenOneAsync(server, request, cancellation)));
        }
    }

    /// <summary>Closes the streams.</summary>
    public async ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        await Task.WhenAll(_listening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task OpenOneAsync(ServerProcess server, byte[] request, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        lock (_sockets)
        {
            _sockets.Add(socket);
        }

        await socket.ConnectAsync(IPAddress.Loopback, server.Url.Port, cancellation);
        await socket.SendAsync(request, cancellation);
        var stands = new TaskCompletionSource();
        var listening = ListenAsync(socket, stands);
        lock (_listening)
        {
            _listening.Add(listening);
        }

        await await Task.WhenAny(stands.Task, listening).WaitAsync(cancellation);
        if (!stands.Task.IsCompleted)
        {
            throw new InvalidOperationException("The server did not return an event stream.");
        }
    }

    private async Task ListenAsync(Socket socket, TaskCompletionSource stands)
    {
        var buffer = new byte[1024];
        var tail = 0;
        while (true)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(tail));
            if (count == 0)
            {
                return;
            }

            // A line may be split between reads, so the rest is kept.
            ReadOnlySpan<byte> text = buffer.AsSpan(0, tail + count);
            while (text.IndexOf("\n"u8) is var end and >= 0)
            {
                var line = text[..end];
                if (line.StartsWith("id: "u8))
                {
                    stands.TrySetResult();
                }
                else if (line.SequenceEqual("event: saved"u8))
                {
                    Interlocked.Increment(ref _received);
                }

                text = text[(end + 1)..];
            }

            // A longer line is not an event name.
            tail = text.Length < buffer.Length / 2 ? text.Length : 0;
            text[..tail].CopyTo(buffer);
        }
    }
}
