using System.Net;
using System.Net.Sockets;

namespace SyncServer.Testing;

/// <summary>Finds free ports.</summary>
public static class FreePort
{
    /// <summary>A free loopback port below the range of ephemeral ports.</summary>
    /// <remarks>So the port of a stopped server is still free when it starts again, and a client that tries to connect to it cannot connect to itself.</remarks>
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
                // The port is in use.
            }
        }
    }
}
