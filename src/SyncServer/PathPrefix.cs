using Microsoft.AspNetCore.HttpOverrides;
using SyncServer.Settings;

namespace SyncServer;

/// <summary>
/// The prefix of every path of the server (docs/protocol.md, section 12): <c>Server:PathBase</c>, or <c>X-Forwarded-Prefix</c> of a proxy that strips the prefix.
/// </summary>
internal static class PathPrefix
{
    private const string Header = "X-Forwarded-Prefix";

    /// <summary>Moves the prefix from the path to the path base, with which links start.</summary>
    /// <exception cref="InvalidSettingException">The setting is not a path.</exception>
    public static void UsePathPrefix(this WebApplication app)
    {
        var setting = app.Configuration["Server:PathBase"] ?? "";
        if (setting.Length > 0 && !IsPlain(setting))
        {
            throw new InvalidSettingException("Server:PathBase", "must be a path such as /docs");
        }

        app.Use((http, next) =>
        {
            // Links that start with anything else, such as //, could lead to another host.
            if (http.Request.Headers[Header] is { Count: > 0 } prefix && !IsPlain(prefix.ToString()))
            {
                http.Request.Headers.Remove(Header);
            }

            return next(http);
        });
        // By default only a proxy on loopback is trusted.
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix });
        app.UsePathBase(setting);
    }

    private static bool IsPlain(string path) => path.StartsWith('/') && path[1..].Split('/').All(segment =>
        segment is not ("" or "." or "..") && segment.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '~' or '-'));
}
