using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SyncServer.Insights.Metering;

namespace SyncServer.Insights;

/// <summary>
/// Sends metrics and spans to a collector (OTLP) where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. OpenTelemetry's own variables say how:
/// OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_METRIC_EXPORT_INTERVAL, OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER and the others.
/// </summary>
internal sealed class Telemetry : IHostedService, IDisposable
{
    private MeterProvider? _meters;
    private TracerProvider? _traces;

    /// <summary>Whether a collector is named.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 };

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var service = ResourceBuilder.CreateDefault().AddService("syncserver", serviceInstanceId: Environment.MachineName).AddEnvironmentVariableDetector();
        _meters = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(service).AddMeter(Meters.Names).AddOtlpExporter().Build();
        // The framework's span of the request stands between the caller's and a save's.
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(service).AddSource(SaveTrace.SourceName, "Microsoft.AspNetCore").AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left.</summary>
    public void Dispose()
    {
        _meters?.Dispose();
        _traces?.Dispose();
    }
}
