using System.Net.Sockets;

namespace SyncServer.Load.Hammer;

/// <summary>Connections that are open for one piece of work, and no longer.</summary>
internal static class Connections
{
    /// <summary>Connects them all, does the work and closes them; at the limit they are closed before it is done.</summary>
    /// <exception cref="TimeoutException">The limit passed.</exception>
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

        // What follows must not run on the thread that polls the sockets.
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
