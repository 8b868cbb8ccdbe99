using System.Net.Sockets;
using System.Text;

namespace SyncServer.Tests.BadInput;

/// <summary>Sends raw bytes, for requests that no HTTP library would send.</summary>
internal static class RawHttp
{
    /// <summary>Sends the bytes and reads until the server closes the connection.</summary>
    /// <param name="server">The server.</param>
    /// <param name="request">The bytes.</param>
    /// <param name="breaksOff">Whether to disconnect after them, so that the body stays incomplete.</param>
    /// <returns>The status (0 if the server closed the connection) and the body.</returns>
    public static async Task<(int Status, string Head, string Body)> SendAsync(Uri server, byte[] request, bool breaksOff = false)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port, limit.Token);
        var stream = client.GetStream();
        using var answer = new MemoryStream();
        try
        {
            await stream.WriteAsync(request, limit.Token);
            if (breaksOff)
            {
                client.Client.Shutdown(SocketShutdown.Send);
            }

            await stream.CopyToAsync(answer, limit.Token);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server may close the connection before it has read a request that it refuses.
        }

        var text = Encoding.Latin1.GetString(answer.ToArray());
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? (0, text, "") : (int.Parse(text.AsSpan(9, 3)), text[..end], text[(end + 4)..]);
    }
}
