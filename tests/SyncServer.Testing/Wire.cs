using System.Text;

namespace SyncServer.Testing;

/// <summary>Connections to a server.</summary>
public static class Wire
{
    /// <summary>A client that neither follows nor repairs anything.</summary>
    public static HttpClient Connect(Uri address) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(60),
        };
}
