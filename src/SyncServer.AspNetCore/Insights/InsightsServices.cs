using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using SyncServer.Settings;

namespace SyncServer.Insights;

/// <summary>Registers the services of this folder.</summary>
internal static class InsightsServices
{
    // Gauges have a few labels at most.
    private const int MaxGaugeSeries = 20;

    /// <summary>
    /// Adds the metrics and, unless <c>Insights:Enabled</c> is false, their readers. What the application configures with <c>AddOpenTelemetry</c> applies too: its meters are
    /// in <c>/metrics</c>, and its exporters get the metrics and spans of the server.
    /// </summary>
    /// <exception cref="InvalidSettingException">A setting is invalid.</exception>
    public static void AddInsights(this IServiceCollection services, SyncSettings settings)
    {
        services.AddSingleton(sp => new CollectionLabels(sp.GetRequiredService<CollectionPolicies>().Named));
        services.AddSingleton<HotDocuments>();
        services.AddSingleton<SaveMetrics>();
        services.AddSingleton<ConflictCounts>();
        services.AddSingleton<LockMetrics>();
        services.AddSingleton<Gauges>();
        services.ConfigureOpenTelemetryMeterProvider((sp, metrics) => metrics
            .AddMeter(SaveMetrics.MeterName, "Microsoft.AspNetCore.Hosting")
            .AddView(StreamOf(sp.GetRequiredService<IMeterFactory>())));
        services.ConfigureOpenTelemetryTracerProvider(traces => traces.AddSource(SaveTrace.SourceName));
        if (settings.Insights)
        {
            services.AddSingleton<InsightsExporter>();
            services.AddSingleton<LastHour>();
            services.AddHostedService(sp => sp.GetRequiredService<LastHour>());
            services.AddOpenTelemetry().WithMetrics(metrics => metrics
                .AddReader(sp => sp.GetRequiredService<InsightsExporter>().Reader)
                // Named options, so that the application's own Prometheus exporter keeps its options.
                .AddPrometheusExporter("SyncServer", options =>
                {
                    options.ScopeInfoEnabled = options.TargetInfoEnabled = false;
                    options.ScrapeResponseCacheDurationMilliseconds = 0;
                }));
        }
    }

    /// <summary>
    /// A view that drops the meters of other hosts in the process, as OpenTelemetry selects meters by name only, and limits the memory of our metrics: OpenTelemetry reserves that
    /// of all series of a metric at once, by default of 2,000.
    /// </summary>
    private static Func<Instrument, MetricStreamConfiguration?> StreamOf(IMeterFactory own) => instrument =>
        instrument.Meter.Scope is IMeterFactory scope && scope != own ? MetricStreamConfiguration.Drop
        : instrument is { IsObservable: true, Meter.Name: SaveMetrics.MeterName } ? new MetricStreamConfiguration { CardinalityLimit = MaxGaugeSeries }
        : null;
}
