using SyncServer.Policies;

namespace SyncServer.Http;

/// <summary>The pages of other origins that may use the server: <c>Cors:Origins</c>, none unless set. Tokens come in a header, never in a cookie.</summary>
internal static class Origins
{
    // What a client reads of an answer, beyond what every page may.
    private static readonly string[] Exposed =
    [
        "ETag", "Sync-ETag", "Version", "Save-Outcome", "Location", "Retry-After", "Allow", "Accept-Patch", "WWW-Authenticate", "Age", "Traceparent",
    ];

    /// <summary>Reads the settings.</summary>
    /// <returns>Whether there are such pages.</returns>
    /// <exception cref="InvalidSettingException">One is no origin.</exception>
    public static bool AddTo(IServiceCollection services, IConfiguration configuration)
    {
        var origins = configuration.ReadList("Cors:Origins");
        if (Array.Find(origins, origin => !IsOrigin(origin)) is { } wrong)
        {
            throw new InvalidSettingException("Cors:Origins", $"holds {wrong}, which is no origin like https://example.org, and not *");
        }

        services.AddCors(options => options.AddDefaultPolicy(policy => policy
            .WithOrigins(origins).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(Exposed).SetPreflightMaxAge(TimeSpan.FromHours(1))));
        return origins.Length > 0;
    }

    private static bool IsOrigin(string text) =>
        text is "*" || (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && text.Equals(uri.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal));
}
