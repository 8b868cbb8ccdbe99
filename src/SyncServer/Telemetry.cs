using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SyncServer;

/// <summary>The telemetry of the program, beyond that of the library: metrics of the process, and export to a collector (OTLP).</summary>
internal static class Telemetry
{
    /// <summary>
    /// Adds the metrics of Kestrel and the runtime and, if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, the exporters. The standard environment variables of OpenTelemetry
    /// apply: OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_METRIC_EXPORT_INTERVAL, OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER and others.
    /// </summary>
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.ConfigureOpenTelemetryMeterProvider(metrics => metrics
            .AddMeter("Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            .AddView(instrument => instrument.Meter.Name is not "System.Runtime" ? null
                // In Prometheus, the suffix _count is reserved for histograms.
                : instrument.Name.EndsWith(".count", StringComparison.Ordinal) ? MetricStreamConfiguration.Drop
                // They have a few labels at most, and OpenTelemetry reserves the memory of all series at once.
                : new MetricStreamConfiguration { CardinalityLimit = 100 }));
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
        {
            services.AddOpenTelemetry()
                .ConfigureResource(service => service.AddService("syncserver", serviceInstanceId: Environment.MachineName).AddEnvironmentVariableDetector())
                .WithMetrics(metrics => metrics.AddOtlpExporter())
                // The span of the request, which is the parent of the span of a save.
                .WithTracing(traces => traces.AddSource("Microsoft.AspNetCore").AddOtlpExporter());
        }
    }
}
