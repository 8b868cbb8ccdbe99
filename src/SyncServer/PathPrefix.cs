using Microsoft.AspNetCore.HttpOverrides;
using SyncServer.Settings;

namespace SyncServer;

/// <summary>The path that stands before every path of the server (docs/protocol.md, section 12): <c>Server:PathBase</c>, or <c>X-Forwarded-Prefix</c> of a proxy that strips it.</summary>
internal static class PathPrefix
{
    private const string Header = "X-Forwarded-Prefix";

    /// <summary>Takes it off the path and lets links begin with it.</summary>
    /// <exception cref="InvalidSettingException">The setting is no path.</exception>
    public static void UsePathPrefix(this WebApplication app)
    {
        var setting = app.Configuration["Server:PathBase"] ?? "";
        if (setting.Length > 0 && !IsPlain(setting))
        {
            throw new InvalidSettingException("Server:PathBase", "is a path like /docs");
        }

        app.Use((http, next) =>
        {
            // Links that begin with anything else may lead to another host.
            if (http.Request.Headers[Header] is { Count: > 0 } prefix && !IsPlain(prefix.ToString()))
            {
                http.Request.Headers.Remove(Header);
            }

            return next(http);
        });
        // From a proxy on this machine; others are not trusted.
        app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedPrefix });
        app.UsePathBase(setting);
    }

    private static bool IsPlain(string path) => path.StartsWith('/') && path[1..].Split('/').All(segment =>
        segment is not ("" or "." or "..") && segment.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '~' or '-'));
}
