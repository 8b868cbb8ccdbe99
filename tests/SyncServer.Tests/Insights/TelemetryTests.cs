using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace SyncServer.Tests.Insights;

/// <summary>Export of metrics and spans to a collector (OTLP over HTTP).</summary>
public sealed class TelemetryTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task Metrics_and_the_span_of_a_save_reach_a_collector()
    {
        var port = FreePort.Next().ToString(CultureInfo.InvariantCulture);
        using var collector = new HttpListener { Prefixes = { $"http://127.0.0.1:{port}/" } };
        collector.Start();
        var received = new ConcurrentDictionary<string, byte[]>();
        var collecting = CollectAsync(collector, received);
        using var data = new TempDirectory();
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        };
        await using (var server = await ServerProcess.StartAsync(data.FullPath, environment))
        {
            var amy = (await Caller.SignInAsync(Wire.Connect(server.Url), "Amy")).In("a-session-of-amy");
            (await amy.Create("/v1/notes/traced", """{"word":"lighthouse"}""").Sequence(1).Header("traceparent", TraceParent)).Saved("created", 1);
            await Eventually.HoldsAsync(() => Task.FromResult(Has(received, "/v1/metrics", "syncserver.saves"u8)), "the counter of saves is sent");
            await Eventually.HoldsAsync(() => Task.FromResult(Has(received, "/v1/traces", "syncserver.outcome"u8)), "the span is sent");
            // The span of the request ends later, and may be in a later batch.
            await Eventually.HoldsAsync(() => Task.FromResult(Has(received, "/v1/traces", Convert.FromHexString(TraceParent.Split('-')[2]))), "the caller's span is a parent");
        }

        var spans = received["/v1/traces"];
        Assert.True(Has(received, "/v1/traces", Convert.FromHexString(TraceParent.Split('-')[1])), "The caller's trace continues.");
        var text = Encoding.Latin1.GetString(spans);
        Assert.Contains("syncserver.collection", text);
        Assert.Contains("created", text);
        foreach (var secret in (string[])["a-session-of-amy", "lighthouse", "Bearer", "Amy"])
        {
            Assert.DoesNotContain(secret, text);
        }

        collector.Stop();
        await collecting;
    }

    [Fact]
    public async Task An_application_can_add_meters_and_exporters()
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        using var collector = new HttpListener { Prefixes = { url.ToString() } };
        collector.Start();
        var received = new ConcurrentDictionary<string, byte[]>();
        var collecting = CollectAsync(collector, received);
        using var meter = new Meter("TheApplication");
        var lights = meter.CreateCounter<long>("lights");
        await using (var app = new SyncApp
        {
            MoreServices = services => services.AddOpenTelemetry()
                .WithMetrics(metrics => metrics.AddMeter(meter.Name))
                .WithTracing(traces => traces.AddSource("Microsoft.AspNetCore"))
                .UseOtlpExporter(OtlpExportProtocol.HttpProtobuf, url),
        })
        {
            (await (await app.SignInAsync()).Create(SyncApp.NewDocument(), "1")).Saved("created", 1);
            lights.Add(3);
            Assert.Contains("lights_total{} 3", (await app.Anyone().Get("/metrics")).Is(HttpStatusCode.OK).Text);
        }

        await Eventually.HoldsAsync(
            () => Task.FromResult(Has(received, "/v1/metrics", "lights"u8) && Has(received, "/v1/metrics", "syncserver.saves"u8) && Has(received, "/v1/traces", "syncserver.outcome"u8)),
            "the end of the application sends what is left");
        collector.Stop();
        await collecting;
    }

    private static bool Has(ConcurrentDictionary<string, byte[]> received, string path, ReadOnlySpan<byte> bytes) =>
        received.TryGetValue(path, out var all) && all.AsSpan().IndexOf(bytes) >= 0;

    private static async Task CollectAsync(HttpListener collector, ConcurrentDictionary<string, byte[]> received)
    {
        try
        {
            while (true)
            {
                var context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                received.AddOrUpdate(context.Request.Url!.AbsolutePath, body.ToArray(), (_, before) => [.. before, .. body.ToArray()]);
                context.Response.ContentType = "application/x-protobuf";
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }
}
