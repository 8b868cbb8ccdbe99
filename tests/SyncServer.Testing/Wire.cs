using System.Text;

namespace SyncServer.Testing;

/// <summary>Creates clients.</summary>
public static class Wire
{
    /// <summary>A client without redirects, cookies, decompression or header validation.</summary>
    public static HttpClient Connect(Uri address) => Connect(address, Plain());

    /// <summary>A client for several servers: each request goes to one of them at random.</summary>
    public static HttpClient ConnectToAny(params Uri[] nodes) => Connect(nodes[0], new AnyNode(Plain(), nodes));

    /// <summary>The same with an additional handler.</summary>
    public static HttpClient ConnectToAny(DelegatingHandler outer, params Uri[] nodes)
    {
        outer.InnerHandler = new AnyNode(Plain(), nodes);
        return Connect(nodes[0], outer);
    }

    private static HttpClient Connect(Uri address, HttpMessageHandler handler) => new(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    private static SocketsHttpHandler Plain() =>
        new() { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 };
}
