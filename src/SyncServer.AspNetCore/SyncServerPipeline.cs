using SyncServer.Http;
using SyncServer.Identity;
using SyncServer.Settings;
using SyncServer.Storage;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the routes of SyncServer in an application.</summary>
public static class SyncServerPipeline
{
    /// <summary>
    /// Opens the database, creates or migrates its tables if needed, and maps the routes of docs/protocol.md under a prefix. Their middleware (problem details,
    /// rate limits, CORS, output cache) applies to these routes only. Under a prefix, the application's own <c>UseAuthentication</c> must come before this call; a
    /// <see cref="WebApplication"/> adds it by itself.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="prefix">A path such as <c>/sync</c>. Default empty: all paths that the application's earlier middleware does not handle.</param>
    /// <returns>The application.</returns>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    /// <exception cref="ArgumentException">The connection string is malformed.</exception>
    /// <exception cref="SyncServer.Core.Documents.DataFileInUseException">Another process has the SQLite file open.</exception>
    /// <exception cref="SyncServer.Core.Documents.StoreUnavailableException">PostgreSQL is not available.</exception>
    /// <exception cref="SyncServer.Core.Documents.UnknownSchemaException">The database was created by another version.</exception>
    public static IApplicationBuilder MapSyncServer(this IApplicationBuilder app, string prefix = "")
    {
        var services = app.ApplicationServices;
        // Resolved here, so that invalid settings, a file in use and an unavailable database stop the start.
        services.GetRequiredService<CollectionPolicies>();
        services.GetRequiredService<ServiceAccounts>();
        services.GetRequiredService<DocumentStore>();
        services.GetRequiredService<SyncServer.Circuits>();
        services.GetRequiredService<SyncServer.Gauges>();
        services.GetRequiredService<SyncServer.Saving.Quotas>();
        services.GetRequiredService<SyncServer.Maintenance.FreeSpace>();

        if (prefix.Length == 0)
        {
            Configure(app, app => app.UseAuthentication());
            return app;
        }

        // A separate builder, so that the application's endpoints and these do not match each other's requests.
        var branch = new ApplicationBuilder(services);
        branch.Use((http, next) =>
        {
            // A fallback route of the application may have matched.
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
        services.GetRequiredService<CorsOrigins>().Use(app);
        authenticate(app);
        if (settings.People is { } people)
        {
            app.Use((http, next) =>
            {
                http.User = People.ToPrincipal(http.User, people);
                return next(http);
            });
        }

        app.UseRateLimiter(services.GetRequiredService<RequestLimits>().ToOptions());
        app.UseAuthorization();
        // After the authorization, which every request needs.
        app.UseOutputCache();
        app.UseEndpoints(routes => Map(routes.MapGroup("").WithGroupName(ApiDescription.Name), settings, services));
    }

    private static void Map(RouteGroupBuilder routes, SyncSettings settings, IServiceProvider services)
    {
        var signedIn = routes.MapGroup("").RequireAuthorization().WithMetadata(ProblemResponseMetadata.Instance);
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

        if (services.GetRequiredService<ServiceAccounts>().Any)
        {
            AdminEndpoints.Map(routes, hasAccounts: settings.People is null);
        }

        HealthEndpoints.Map(routes);
        if (settings.Insights)
        {
            InsightsEndpoints.Map(routes).RequireOperator(settings);
        }

        ApiDescription.Map(routes);
        ProblemPages.Map(routes);
    }
}
