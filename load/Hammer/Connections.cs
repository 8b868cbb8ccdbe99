using System.Net.Sockets;

namespace SyncServer.Load.Hammer;

/// <summary>Connections for one piece of work.</summary>
internal static class Connections
{
    /// <summary>Connects, does the work and closes the connections; at the time limit they are closed early.</summary>
    /// <exception cref="TimeoutException">The time limit passed.</exception>
    public static async Task UseAsync(IReadOnlyList<Connection> connections, TimeSpan limit, Func<Task> work, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        stop.CancelAfter(limit);
        await using var closing = stop.Token.Register(Close);
        try
        {
            await Task.WhenAll(connections.Select(connection => connection.ConnectAsync(stop.Token)));
            await work();
        }
        catch (Exception failure) when (stop.IsCancellationRequested && failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException($"The {connections[0].Server.Name} server did not answer within {limit}.", failure);
        }
        finally
        {
            Close();
        }

        // The continuation must not run on the thread that polls the sockets.
        await Task.Yield();

        void Close()
        {
            foreach (var connection in connections)
            {
                connection.Dispose();
            }
        }
    }
}
