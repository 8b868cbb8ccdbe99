using SyncServer.Settings;

namespace SyncServer.Saving;

/// <summary>Registers the services of this folder.</summary>
internal static class SavingServices
{
    /// <summary>Adds the save pipeline, the record of conflicts, locks and the thinning of the history.</summary>
    /// <exception cref="Settings.InvalidSettingException">A setting is invalid.</exception>
    public static void AddSaving(this IServiceCollection services, IConfiguration settings)
    {
        var options = SavingOptions.Read(settings);
        services.AddSingleton(options);
        services.AddSingleton(options.Sessions);
        services.AddSingleton<HeldSaves>();
        services.AddSingleton<Comparisons>();
        services.AddSingleton<Preparations>();
        services.AddSingleton<ConflictRecorder>();
        // Hosted services stop in reverse order: the writer before this one.
        services.AddHostedService(sp => sp.GetRequiredService<ConflictRecorder>());
        services.AddSingleton<Quotas>();
        services.AddSingleton<SavePipeline>();
        services.AddSingleton<GroupCommitter>();
        services.AddHostedService(sp => sp.GetRequiredService<GroupCommitter>());
        services.AddHostedService<ThinningService>();
        services.AddSingleton<LockService>();
        services.AddHostedService<ExpiredLockSweeper>();
    }
}
