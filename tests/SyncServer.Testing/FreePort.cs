using System.Net;
using System.Net.Sockets;

namespace SyncServer.Testing;

/// <summary>Ports to listen on.</summary>
public static class FreePort
{
    /// <summary>A loopback port that nobody listens on, below those that the system gives to outgoing connections.</summary>
    /// <remarks>A server that is down for a while finds its port free again, and no client that tries it can meet itself there.</remarks>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(12_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: another one.
            }
        }
    }
}
