namespace SyncServer.Core.Documents;

/// <summary>The circuit breaker before something outside of the process. <c>/readyz</c> and the metrics show its state.</summary>
public interface ICircuit
{
    /// <summary>What lies behind it, for example <c>postgres</c>.</summary>
    string Name { get; }

    /// <summary>Whether calls go through just now.</summary>
    BreakerState State { get; }
}

/// <summary>The states of a circuit breaker.</summary>
public enum BreakerState
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>One call is tried.</summary>
    HalfOpen,

    /// <summary>Calls fail at once.</summary>
    Open,
}
