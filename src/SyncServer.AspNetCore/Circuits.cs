using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using SyncServer.Core.Documents;

namespace SyncServer;

/// <summary>The states of the circuit breakers, for <c>/readyz</c> and as the gauge <c>syncserver.circuit.state</c>: 0 closed, 1 half-open, 2 open.</summary>
internal sealed class Circuits : IHealthCheck
{
    private readonly IReadOnlyList<ICircuit> _circuits;

    public Circuits(IEnumerable<ICircuit> circuits, IMeterFactory meters)
    {
        _circuits = [.. circuits];
        meters.Create("SyncServer").CreateObservableGauge(
            "syncserver.circuit.state",
            () => _circuits.Select(circuit => new Measurement<int>((int)circuit.State, new KeyValuePair<string, object?>("circuit", circuit.Name))),
            description: "0 closed, 1 half-open, 2 open");
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Degraded, not unhealthy: the store's own check decides whether saves are possible.
        var status = _circuits.All(circuit => circuit.State is BreakerState.Closed) ? HealthStatus.Healthy : HealthStatus.Degraded;
        return Task.FromResult(new HealthCheckResult(status, data: _circuits.ToDictionary(circuit => circuit.Name, circuit => (object)circuit.State, StringComparer.Ordinal)));
    }
}
