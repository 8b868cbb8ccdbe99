using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace SyncServer;

/// <summary>What a program decides and a library does not: measures the process too, and sends everything to a collector (OTLP) where one is named.</summary>
internal static class Telemetry
{
    /// <summary>
    /// Adds the metrics of the web server and of the runtime and, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, the exporters. OpenTelemetry's own variables apply:
    /// OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_METRIC_EXPORT_INTERVAL, OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER and the others.
    /// </summary>
    public static void AddTelemetry(this IServiceCollection services)
    {
        services.ConfigureOpenTelemetryMeterProvider(metrics => metrics
            .AddMeter("Microsoft.AspNetCore.Server.Kestrel", "System.Runtime")
            // Prometheus keeps names that end in _count for histograms.
            .AddView(instrument => instrument.Name.EndsWith(".count", StringComparison.Ordinal) ? MetricStreamConfiguration.Drop : null));
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 })
        {
            services.AddOpenTelemetry()
                .ConfigureResource(service => service.AddService("syncserver", serviceInstanceId: Environment.MachineName).AddEnvironmentVariableDetector())
                .WithMetrics(metrics => metrics.AddOtlpExporter())
                // The framework's span of the request stands between the caller's and a save's.
                .WithTracing(traces => traces.AddSource("Microsoft.AspNetCore").AddOtlpExporter());
        }
    }
}
