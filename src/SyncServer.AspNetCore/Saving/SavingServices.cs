namespace SyncServer.Saving;

/// <summary>What this room consists of.</summary>
internal static class SavingServices
{
    /// <summary>Adds the way of a save, the conflicts on record, locks and the thinning of the history.</summary>
    /// <exception cref="Settings.InvalidSettingException">A setting is wrong.</exception>
    public static void AddSaving(this IServiceCollection services, IConfiguration settings)
    {
        var options = SavingOptions.Read(settings);
        services.AddSingleton(options);
        services.AddSingleton(options.Sessions);
        services.AddSingleton<HeldSaves>();
        services.AddSingleton<Comparisons>();
        services.AddSingleton<Preparations>();
        services.AddSingleton<ConflictBook>();
        // Stopped in the order opposite to this: the writer first.
        services.AddHostedService(sp => sp.GetRequiredService<ConflictBook>());
        services.AddSingleton<SavePipeline>();
        services.AddSingleton<GroupCommitter>();
        services.AddHostedService(sp => sp.GetRequiredService<GroupCommitter>());
        services.AddHostedService<ThinningService>();
        services.AddSingleton<LockService>();
        services.AddHostedService<ExpiredLockSweeper>();
    }
}
