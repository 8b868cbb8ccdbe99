using SyncServer.Http;
using SyncServer.Identity;
using SyncServer.Settings;
using SyncServer.Storage;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Gives SyncServer its routes in an application.</summary>
public static class SyncServerPipeline
{
    /// <summary>
    /// Maps the routes of protocol sections 4 to 12 under a prefix, with the middleware that they need: problem details, limits and caching for these
    /// routes only. Under a prefix the application's own <c>UseAuthentication</c> comes before it, which a <see cref="WebApplication"/> adds by itself.
    /// Opens the database.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="prefix">Such as <c>/sync</c>; empty for all paths that the application does not handle before.</param>
    /// <exception cref="InvalidSettingException">A setting is wrong.</exception>
    public static IApplicationBuilder MapSyncServer(this IApplicationBuilder app, string prefix = "")
    {
        var services = app.ApplicationServices;
        // Wrong settings, a file in use and a database that does not answer stop the start.
        services.GetRequiredService<CollectionPolicies>();
        services.GetRequiredService<DocumentStore>();
        services.GetRequiredService<SyncServer.Circuits>();
        services.GetRequiredService<SyncServer.Gauges>();

        if (prefix.Length == 0)
        {
            Configure(app, app => app.UseAuthentication());
            return app;
        }

        // Of its own, so that the application's endpoints and these do not see each other.
        var branch = new ApplicationBuilder(services);
        branch.Use((http, next) =>
        {
            // A fallback of the application may have matched.
            http.SetEndpoint(null);
            return next(http);
        });
        Configure(branch, _ => { });
        return app.Map(prefix, mapped => mapped.Run(branch.Build()));
    }

    private static void Configure(IApplicationBuilder app, Action<IApplicationBuilder> authenticate)
    {
        var services = app.ApplicationServices;
        var settings = services.GetRequiredService<SyncSettings>();
        app.UseProblems();
        app.UseRouting();
        services.GetRequiredService<Origins>().Use(app);
        authenticate(app);
        if (settings.People is { } people)
        {
            app.Use((http, next) =>
            {
                http.User = People.Known(http.User, people);
                return next(http);
            });
        }

        app.UseRateLimiter(services.GetRequiredService<RequestLimits>().ToOptions());
        app.UseAuthorization();
        // After the authorization, which is asked for every request.
        app.UseOutputCache();
        app.UseEndpoints(routes => Map(routes.MapGroup("").WithGroupName(ApiDescription.Name), settings));
    }

    private static void Map(RouteGroupBuilder routes, SyncSettings settings)
    {
        var signedIn = routes.MapGroup("").RequireAuthorization().WithMetadata(AnsweredHere.Instance);
        SaveEndpoints.Map(signedIn);
        BatchEndpoints.Map(signedIn);
        DocumentEndpoints.Map(signedIn);
        RevisionEndpoints.Map(signedIn);
        AccessEndpoints.Map(signedIn);
        ConflictEndpoints.Map(signedIn);
        DiffEndpoints.Map(signedIn);
        LockEndpoints.Map(signedIn);
        ChangeEndpoints.Map(signedIn);
        EventEndpoints.Map(signedIn);
        PresenceEndpoints.Map(signedIn);
        TokenEndpoints.MapMe(signedIn);
        if (settings.People is null)
        {
            AccountEndpoints.Map(routes);
            GuestEndpoints.Map(routes, settings.Guests);
            TokenEndpoints.Map(routes);
        }

        HealthEndpoints.Map(routes);
        if (settings.Insights)
        {
            InsightsEndpoints.Map(routes).NeedsOperator(settings);
        }

        ApiDescription.Map(routes);
        ProblemPages.Map(routes);
    }
}
