using Microsoft.Extensions.DependencyInjection.Extensions;
using SyncServer;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Http;
using SyncServer.Identity;
using SyncServer.Insights;
using SyncServer.Live;
using SyncServer.Maintenance;
using SyncServer.Redis;
using SyncServer.Saving;
using SyncServer.Settings;
using SyncServer.Storage;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds SyncServer to an application.</summary>
public static class SyncServerServices
{
    /// <summary>
    /// Adds the server. <c>MapSyncServer</c> opens its database and maps its routes. A <see cref="TimeProvider"/> that the application has registered is the server's clock.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Sets the options. Called once, before this method returns.</param>
    /// <returns>The application's services.</returns>
    /// <exception cref="InvalidSettingException">A setting is invalid. Some settings are checked by <c>MapSyncServer</c>.</exception>
    public static IServiceCollection AddSyncServer(this IServiceCollection services, Action<SyncServerOptions> configure)
    {
        var options = new SyncServerOptions();
        configure(options);
        var environment = services.LastOrDefault(service => service.ServiceType == typeof(IHostEnvironment))?.ImplementationInstance as IHostEnvironment;
        var settings = options.ToSettings(environment);
        services.AddSingleton(settings);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<CollectionPolicies>();
        services.AddStore(settings.Values);
        services.AddRedis(settings.Values);
        services.AddInsights(settings);
        services.AddSaving(settings.Values);
        services.AddLive();
        services.AddAccess();
        services.AddHttp(settings);
        services.AddMaintenance(settings, HealthEndpoints.Tag);

        // The observers are notified of every commit in this order.
        services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<EarlyRefusal>());
        services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<HeldSaves>());
        services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<Quotas>());
        services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<ChangeTail>());
        services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<NodeLink>());
        services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<PresenceTracker>());
        services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<ConflictRecorder>());
        services.AddSingleton<ICommitObserver>(sp => sp.GetRequiredService<SaveMetrics>());
        return services;
    }

    /// <summary>
    /// Adds accounts, guests and an external OpenID provider (docs/protocol.md, section 11), for an application without its own authentication. It becomes the default
    /// authentication, and <see cref="SyncServerOptions.People"/> is not used.
    /// </summary>
    /// <param name="services">The application's services, after <see cref="AddSyncServer"/>.</param>
    /// <returns>The application's services.</returns>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    /// <exception cref="InvalidOperationException"><see cref="AddSyncServer"/> was not called before.</exception>
    public static IServiceCollection AddSyncServerAccounts(this IServiceCollection services)
    {
        var settings = services.LastOrDefault(service => service.ServiceType == typeof(SyncSettings))?.ImplementationInstance as SyncSettings
            ?? throw new InvalidOperationException("Call AddSyncServer before AddSyncServerAccounts.");
        services.Replace(ServiceDescriptor.Singleton(settings with { People = null }));
        return services.AddAccounts(settings);
    }

    private static void AddStore(this IServiceCollection services, IConfiguration settings)
    {
        services.AddSingleton(sp => DocumentStore.Open(
            settings.GetConnectionString("Documents") ?? DocumentStore.DefaultConnectionString,
            sp.GetRequiredService<SavingOptions>().CacheBytes,
            sp.GetRequiredService<SessionLimits>(),
            sp.GetRequiredService<TimeProvider>(),
            settings.GetConnectionString("DocumentsDirect"),
            progress => Log.DatabaseProgress(sp.GetRequiredService<ILogger<DocumentStore>>(), progress)));
        services.AddSingleton(sp => new EarlyRefusal(
            sp.GetRequiredService<IDocumentReader>(), sp.GetRequiredService<TimeProvider>(), isOnlyNode: sp.GetRequiredService<DocumentStore>().Nodes is null));
        services.AddSingleton(sp => new Erasure(
            sp.GetRequiredService<SavePipeline>().SaveAsync, sp.GetRequiredService<LockService>().ChangeAsync, sp.GetRequiredService<DocumentStore>().Eraser,
            sp.GetRequiredService<CollectionPolicies>(),
            () => Task.WhenAll(
                sp.GetRequiredService<ConflictRecorder>().FlushAsync(),
                sp.GetRequiredService<DocumentStore>().Nodes is null ? Task.CompletedTask : Task.Delay(Erasure.ConflictDelay))));
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Log);
        services.AddSingleton<IDocumentReader>(sp => new RecentVersions(sp.GetRequiredService<DocumentStore>().Reader));
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Conflicts);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Locks);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().SessionSecret);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Keys);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Access);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Thinner);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Eraser);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().UserHistory);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Changes);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Usage);
        services.AddSingleton(sp => sp.GetRequiredService<DocumentStore>().Cache);
    }
}
