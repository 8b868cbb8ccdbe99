using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SyncServer.Testing;

/// <summary>Creates clients of a server.</summary>
public static class Wire
{
    /// <summary>A client that follows no redirects and retries nothing.</summary>
    public static HttpClient Connect(Uri address) => Connect(address, Plain());

    /// <summary>The same for several servers. Each request goes to a random one.</summary>
    public static HttpClient ConnectToAny(params Uri[] nodes) => Connect(nodes[0], new AnyNode(Plain(), nodes));

    /// <summary>The same with an additional handler.</summary>
    public static HttpClient ConnectToAny(DelegatingHandler outer, params Uri[] nodes)
    {
        outer.InnerHandler = new AnyNode(Plain(), nodes);
        return Connect(nodes[0], outer);
    }

    /// <summary>A client that connects from another loopback address.</summary>
    public static HttpClient ConnectFrom(IPAddress own, Uri address)
    {
        var handler = Plain();
        handler.ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(own, 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        };
        return Connect(address, handler);
    }

    private static HttpClient Connect(Uri address, HttpMessageHandler handler) => new(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    private static SocketsHttpHandler Plain() =>
        new() { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
}
