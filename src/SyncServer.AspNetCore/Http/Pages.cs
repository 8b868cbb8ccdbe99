namespace SyncServer.Http;

/// <summary>The demo editor at <c>/</c> and the client modules that it imports.</summary>
internal static class Pages
{
    // Loads nothing from other origins, and saved content cannot run as a script.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void UsePages(this WebApplication app)
    {
        var options = new StaticFileOptions
        {
            OnPrepareResponse = context => SetHeaders(context.Context.Response),
        };
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal), pages =>
        {
            pages.UseProblems();
            pages.UseDefaultFiles().UseStaticFiles(options);
        });
    }

    /// <summary>Sets the security and cache headers of every page and its files.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        response.Headers.CacheControl = "no-cache";
    }
}
