using System.Diagnostics.Metrics;

namespace SyncServer.Insights.Metering;

/// <summary>Listens to the meters of this server, of the web framework and of the runtime, and keeps what they have measured since the start.</summary>
internal sealed class Meters : IDisposable
{
    /// <summary>The meters that are listened to.</summary>
    public static readonly string[] Names = [SaveMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private readonly MeterListener _listener = new();
    private readonly SortedDictionary<string, Measured> _instruments = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <param name="meters">Makes the meters of this host. Another host's in the same process are not listened to.</param>
    public Meters(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Prometheus keeps names that end in _count for histograms.
            if (Names.Contains(instrument.Meter.Name, StringComparer.Ordinal) && (instrument.Meter.Scope is null || instrument.Meter.Scope == meters)
                && !instrument.Name.EndsWith(".count", StringComparison.Ordinal))
            {
                listener.EnableMeasurementEvents(instrument, Of(instrument));
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((Measured)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((Measured)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((Measured)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>An instrument by its name; null where nobody made it yet.</summary>
    public Measured? Find(string name)
    {
        lock (_lock)
        {
            return _instruments.GetValueOrDefault(name);
        }
    }

    /// <summary>All instruments by name, what is observed only on demand included.</summary>
    public IReadOnlyList<Measured> Read()
    {
        lock (_lock)
        {
            foreach (var (_, instrument) in _instruments)
            {
                instrument.Forget();
            }

            _listener.RecordObservableInstruments();
            return [.. _instruments.Values];
        }
    }

    public void Dispose() => _listener.Dispose();

    private Measured Of(Instrument instrument)
    {
        lock (_lock)
        {
            if (!_instruments.TryGetValue(instrument.Name, out var measured))
            {
                _instruments[instrument.Name] = measured = new Measured(instrument);
            }

            return measured;
        }
    }
}
