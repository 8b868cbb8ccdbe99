using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using SyncServer.Settings;
using IPNetwork = System.Net.IPNetwork;

namespace SyncServer;

/// <summary>
/// What trusted proxies (<c>Server:TrustedProxies</c>) state in headers: the client's address, and the scheme, the host and the path prefix of its request. A prefix
/// that the proxy does not strip is <c>Server:PathBase</c> (docs/protocol.md, section 12).
/// </summary>
internal static class ProxyHeaders
{
    private const string Prefix = "X-Forwarded-Prefix";
    private static readonly string[] Headers = ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", Prefix];

    /// <summary>Applies the headers, and moves the prefix from the path to the path base, with which links start.</summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public static void UseProxyHeaders(this WebApplication app)
    {
        var pathBase = app.Configuration["Server:PathBase"] ?? "";
        if (pathBase.Length > 0 && !IsPlain(pathBase))
        {
            throw new InvalidSettingException("Server:PathBase", "must be a path such as /docs");
        }

        if (bool.TryParse(app.Configuration["ForwardedHeaders_Enabled"], out var trustsAll) && trustsAll)
        {
            throw new InvalidSettingException("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "would let every client state its address. Remove it, and name the proxies in Server:TrustedProxies");
        }

        var trusted = ReadNetworks(app.Configuration);
        app.UseWarning(trusted);
        // Without a known network, the middleware would trust every address.
        if (trusted.Length > 0)
        {
            app.UsePlainPrefix();
            var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All, ForwardLimit = null };
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            Array.ForEach(trusted, options.KnownIPNetworks.Add);
            app.UseForwardedHeaders(options);
        }

        app.UsePathBase(pathBase);
    }

    private static IPNetwork[] ReadNetworks(IConfiguration configuration) => Array.ConvertAll(configuration.ReadList("Server:TrustedProxies"), text =>
        IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : IPNetwork.TryParse(text, out var network) ? network
            : throw new InvalidSettingException("Server:TrustedProxies", $"contains {text}, which is neither an address nor a network such as 10.0.0.0/8"));

    /// <summary>Logs one warning at the first header of an address that is not trusted.</summary>
    private static void UseWarning(this WebApplication app, IPNetwork[] trusted)
    {
        var isLogged = 0;
        app.Use((http, next) =>
        {
            if (isLogged == 0 && Array.Find(Headers, http.Request.Headers.ContainsKey) is { } header && !IsTrusted(http.Connection.RemoteIpAddress, trusted)
                && Interlocked.Exchange(ref isLogged, 1) == 0)
            {
                Log.ForwardedHeaderNotRead(app.Logger, header, http.Connection.RemoteIpAddress);
            }

            return next(http);
        });
    }

    /// <summary>Removes a prefix that is not a plain path. Links that start with anything else, such as //, could lead to another host.</summary>
    private static void UsePlainPrefix(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.Request.Headers[Prefix] is { Count: > 0 } prefix && !IsPlain(prefix.ToString()))
        {
            http.Request.Headers.Remove(Prefix);
        }

        return next(http);
    });

    private static bool IsTrusted(IPAddress? address, IPNetwork[] trusted) =>
        address is not null && Array.Exists(trusted, network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    private static bool IsPlain(string path) => path.StartsWith('/') && path[1..].Split('/').All(segment =>
        segment is not ("" or "." or "..") && segment.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '~' or '-'));
}
