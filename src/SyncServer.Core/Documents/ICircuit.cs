namespace SyncServer.Core.Documents;

/// <summary>A circuit breaker for an external service. <c>/readyz</c> and the metrics show its state.</summary>
public interface ICircuit
{
    /// <summary>The name of the service, for example <c>postgres</c>.</summary>
    string Name { get; }

    /// <summary>The current state.</summary>
    BreakerState State { get; }
}

/// <summary>The states of a circuit breaker.</summary>
public enum BreakerState
{
    /// <summary>Calls are executed.</summary>
    Closed,

    /// <summary>One call is executed as a trial.</summary>
    HalfOpen,

    /// <summary>Calls fail at once.</summary>
    Open,
}
