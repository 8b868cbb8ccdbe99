using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Scalar.AspNetCore;
using SyncServer.Core.Access;
using SyncServer.Http;
using SyncServer.Identity;
using SyncServer.Settings;
using SyncServer.Storage;

namespace SyncServer;

/// <summary>The command <c>serve</c>.</summary>
internal static class ServeCommand
{
    /// <summary>Runs the server until it is stopped.</summary>
    /// <param name="settings">The settings of the command line, as ASP.NET Core reads them. They take precedence over the environment and appsettings.json.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] settings)
    {
        var builder = CreateBuilder(settings);
        builder.WebHost.UseStaticWebAssets();
        WebApplication app;
        try
        {
            builder.ListenOnInsightsUrls();
            var connections = builder.Configuration.ReadNumber("Limits:Connections", 10_000, min: 1);
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                // Each route limits its body. Kestrel's limit would close the connection while the client is still sending, so that it would never see the 413.
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
                kestrel.Limits.MaxConcurrentConnections = connections;
                // Disconnects clients that send their headers too slowly.
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
                // The rate applies to the whole body: 30 seconds, or one second for each 16 KiB if that is longer.
                kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(30));
            });
            // The request line may contain session_id, so it is not logged.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
            builder.Services.AddSyncServer(options => options.Configuration = builder.Configuration);
            builder.Services.AddSyncServerAccounts();
            builder.Services.AddTelemetry();

            app = builder.Build();
            app.UseProxyHeaders();
            app.UsePages();
            if (app.Environment.IsDevelopment())
            {
                // /scalar, a page for /openapi/v1.json, without requests to other hosts.
                app.MapScalarApiReference(page => page.DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools());
            }

            app.MapSyncServer();
            app.Services.GetRequiredService<IKeyStore>().RunExclusive(() => app.Services.GetDataProtector("start").Protect([]));
        }
        catch (Exception e) when (StartupError.Of(e) is { } error)
        {
            return await error.PrintAsync();
        }

        Log.DataLocation(app.Logger, app.Services.GetRequiredService<DocumentStore>().Location);
        foreach (var warning in StartupWarnings.Of(app.Services.GetRequiredService<SyncSettings>()))
        {
            Log.UnsafeSetting(app.Logger, warning);
        }

        await app.RunAsync();
        return 0;
    }

    /// <summary>
    /// Reads the settings. appsettings.json and the pages are in the directory of the program; a relative path of the data starts at the working directory.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] settings) =>
        WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
}
