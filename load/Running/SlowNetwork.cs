using System.Net;
using System.Net.Sockets;

namespace SyncServer.Load.Running;

/// <summary>The faults of a simulated network.</summary>
/// <param name="LeastDelay">The shortest delay of what is sent, in each direction.</param>
/// <param name="MostDelay">The longest delay. Requests on different connections overtake each other.</param>
/// <param name="Loss">The share of what is sent with which a connection breaks, before or after it was delivered.</param>
internal sealed record NetworkFaults(TimeSpan LeastDelay, TimeSpan MostDelay, double Loss);

/// <summary>A TCP proxy on the loopback address in front of a server, which delays what it forwards and breaks connections.</summary>
internal sealed class SlowNetwork : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Uri _server;
    private readonly NetworkFaults _faults;
    private readonly Random _random;

    /// <summary>Starts the proxy.</summary>
    public SlowNetwork(Uri server, NetworkFaults faults, int seed)
    {
        (_server, _faults, _random) = (server, faults, new Random(seed));
        _listener.Start();
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _ = AcceptAsync();
    }

    /// <summary>The address of the proxy.</summary>
    public IPEndPoint Address { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _over.Cancel();
        _listener.Dispose();
        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ForwardAsync(await _listener.AcceptTcpClientAsync(_over.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The run is over.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(_server.DnsSafeHost, _server.Port, _over.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                // When one direction breaks, the connection does.
                await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The server is away, or the run is over: the connection closes.
            }
        }
    }

    private async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, _over.Token)) > 0)
            {
                var (delay, lost, delivered) = Draw();
                await Task.Delay(delay, _over.Token);
                if (!lost || delivered)
                {
                    await to.WriteAsync(buffer.AsMemory(0, count), _over.Token);
                }

                if (lost)
                {
                    return;
                }
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or IOException)
        {
            // The connection is closed.
        }
    }

    private (TimeSpan Delay, bool Lost, bool Delivered) Draw()
    {
        lock (_random)
        {
            var delay = _faults.LeastDelay + ((_faults.MostDelay - _faults.LeastDelay) * _random.NextDouble());
            return (delay, _random.NextDouble() < _faults.Loss, _random.Next(2) == 0);
        }
    }
}
