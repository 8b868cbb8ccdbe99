using SyncServer.Insights.Metering;
using SyncServer.Settings;

namespace SyncServer.Insights;

/// <summary>What this room consists of.</summary>
internal static class InsightsServices
{
    /// <summary>Adds the metrics and, unless they are switched off, what reads them.</summary>
    /// <exception cref="InvalidSettingException">A setting is wrong.</exception>
    public static void AddInsights(this IServiceCollection services, SyncSettings settings)
    {
        services.AddSingleton(sp => new CollectionLabels(sp.GetRequiredService<CollectionPolicies>().Named));
        services.AddSingleton<HotDocuments>();
        services.AddSingleton<SaveMetrics>();
        services.AddSingleton<ConflictCounts>();
        services.AddSingleton<LockMetrics>();
        services.AddSingleton<Gauges>();
        if (settings.Insights)
        {
            services.AddSingleton<Meters>();
            services.AddSingleton<LastHour>();
            services.AddHostedService(sp => sp.GetRequiredService<LastHour>());
        }

        if (Telemetry.IsWanted)
        {
            services.AddHostedService<Telemetry>();
        }
    }
}
