using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The origins whose pages may use the server: <c>Cors:Origins</c>, default none. Tokens are sent in a header, never in a cookie.</summary>
internal sealed class CorsOrigins
{
    // The response headers that a client reads, beyond those that CORS always exposes.
    private static readonly string[] Exposed =
    [
        "ETag", "Sync-ETag", "Version", "Save-Outcome", "Location", "Retry-After", "Allow", "Accept-Patch", "WWW-Authenticate", "Age", "Traceparent",
    ];

    private readonly string[] _origins;

    private CorsOrigins(string[] origins) => _origins = origins;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">A value is not an origin.</exception>
    public static CorsOrigins Read(IConfiguration configuration)
    {
        var origins = configuration.ReadList("Cors:Origins");
        if (Array.Find(origins, origin => !IsOrigin(origin)) is { } invalid)
        {
            throw new InvalidSettingException("Cors:Origins", $"contains {invalid}, which is neither an origin such as https://example.org nor *");
        }

        return new CorsOrigins(origins);
    }

    /// <summary>Adds the CORS middleware for these origins. It must precede the middleware that refuses requests, so that a page can read the refusal.</summary>
    public void Use(IApplicationBuilder app)
    {
        if (_origins.Length > 0)
        {
            app.UseCors(policy => policy.WithOrigins(_origins).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(Exposed).SetPreflightMaxAge(TimeSpan.FromHours(1)));
        }
    }

    private static bool IsOrigin(string text) =>
        text is "*" || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && text.Equals(uri.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
}
