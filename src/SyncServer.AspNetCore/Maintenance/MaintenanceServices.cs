using SyncServer.Settings;

namespace SyncServer.Maintenance;

/// <summary>Registers the services of this folder.</summary>
internal static class MaintenanceServices
{
    /// <summary>Adds the watch over free space, the sizes in the metrics, and the scheduled backups.</summary>
    /// <param name="services">The services.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="tag">The tag of the health checks.</param>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public static void AddMaintenance(this IServiceCollection services, SyncSettings settings, string tag)
    {
        services.AddSingleton<FreeSpace>();
        services.AddHostedService(sp => sp.GetRequiredService<FreeSpace>());
        services.AddHealthChecks().AddCheck<FreeSpace>("disk", tags: [tag]);
        services.AddHostedService<StoreSizes>();
        if (BackupOptions.Read(settings.Values) is { } backups)
        {
            services.AddSingleton(backups);
            services.AddSingleton<BackupService>();
            services.AddHostedService(sp => sp.GetRequiredService<BackupService>());
            services.AddHealthChecks().AddCheck<BackupService>("backup", tags: [tag]);
        }
    }
}
