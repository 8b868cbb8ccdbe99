using SyncServer.Settings;

namespace SyncServer.Http;

/// <summary>The pages of other origins that may use the server: <c>Cors:Origins</c>, none unless set. Tokens come in a header, never in a cookie.</summary>
internal sealed class Origins
{
    // What a client reads of an answer, beyond what every page may.
    private static readonly string[] Exposed =
    [
        "ETag", "Sync-ETag", "Version", "Save-Outcome", "Location", "Retry-After", "Allow", "Accept-Patch", "WWW-Authenticate", "Age", "Traceparent",
    ];

    private readonly string[] _origins;

    private Origins(string[] origins) => _origins = origins;

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidSettingException">One is no origin.</exception>
    public static Origins Read(IConfiguration configuration)
    {
        var origins = configuration.ReadList("Cors:Origins");
        if (Array.Find(origins, origin => !IsOrigin(origin)) is { } wrong)
        {
            throw new InvalidSettingException("Cors:Origins", $"holds {wrong}, which is no origin like https://example.org, and not *");
        }

        return new Origins(origins);
    }

    /// <summary>Lets the pages of these origins read the answers. It comes before whatever refuses, so that a refusal can be read too.</summary>
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
