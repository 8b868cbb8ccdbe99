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
    /// <summary>Runs the server until it is asked to end.</summary>
    /// <param name="settings">Settings as ASP.NET Core reads them from the command line: they win over the environment and appsettings.json.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] settings)
    {
        // Settings and pages are beside the program, wherever it is started from. Relative paths of data begin at the working directory.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        WebApplication app;
        try
        {
            builder.ListenOnInsightsUrls();
            var connections = builder.Configuration.ReadNumber("Limits:Connections", 10_000, min: 1);
            builder.WebHost.ConfigureKestrel(kestrel =>
            {
                kestrel.AddServerHeader = false;
                // Each route limits the body that it reads. Kestrel's own limit would close the connection while the client still sends, so that it never sees the 413.
                kestrel.Limits.MaxRequestBodySize = null;
                kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
                kestrel.Limits.MaxConcurrentConnections = connections;
                // A client that sends its headers more slowly than this occupies a connection.
                kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
                // The rate is over the whole body: it has half a minute, or a second for each 16 KiB.
                kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(30));
            });
            // Request lines hold the session_id of those who send it that way.
            builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
            builder.Services.AddSyncServer(options => options.Configuration = builder.Configuration);
            builder.Services.AddSyncServerAccounts();
            builder.Services.AddTelemetry();

            app = builder.Build();
            app.UsePathPrefix();
            app.UsePages();
            if (app.Environment.IsDevelopment())
            {
                // /scalar, a page for /openapi/v1.json. It asks nobody else for anything.
                app.MapScalarApiReference(page => page.DisableDefaultFonts().DisableTelemetry().DisableAgent().DisableMcp().HideClientButton().HideDeveloperTools());
            }

            app.MapSyncServer();
            app.Services.GetRequiredService<IKeyStore>().Exclusively(() => app.Services.GetDataProtector("start").Protect([]));
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
}
