using System.Net;
using System.Net.Sockets;

namespace SyncServer.Testing;

/// <summary>Finds free ports.</summary>
public static class FreePort
{
    /// <summary>A free loopback port below the range of ephemeral ports.</summary>
    /// <remarks>So a stopped server can use its port again, and a client that tries to connect cannot connect to itself.</remarks>
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
                // In use: try another one.
            }
        }
    }
}
