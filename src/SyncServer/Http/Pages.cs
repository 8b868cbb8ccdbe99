namespace SyncServer.Http;

/// <summary>The demo editor at <c>/</c> and the client it imports.</summary>
internal static class Pages
{
    // Nothing from elsewhere, and nothing that somebody saved may run as a script.
    private const string ContentSecurityPolicy =
        "default-src 'self'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    public static void UsePages(this WebApplication app)
    {
        var options = new StaticFileOptions
        {
            OnPrepareResponse = context =>
            {
                context.Context.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
                context.Context.Response.Headers.XContentTypeOptions = "nosniff";
                context.Context.Response.Headers.CacheControl = "no-cache";
            },
        };
        app.UseWhen(http => !http.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal), pages => pages.UseDefaultFiles().UseStaticFiles(options));
    }
}
