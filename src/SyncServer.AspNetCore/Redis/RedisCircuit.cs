using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using StackExchange.Redis;
using SyncServer.Core.Documents;

namespace SyncServer.Redis;

/// <summary>The resilience pipeline of Redis calls: one retry, a timeout of 200 ms, and a circuit breaker.</summary>
internal sealed class RedisCircuit : ICircuit
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _pipeline;

    public RedisCircuit() => _pipeline = new ResiliencePipelineBuilder()
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(IsFault),
            FailureRatio = 0.5,
            MinimumThroughput = 4,
            SamplingDuration = TimeSpan.FromSeconds(5),
            BreakDuration = TimeSpan.FromSeconds(1),
            StateProvider = _state,
        })
        .AddRetry(new RetryStrategyOptions
        {
            // The first call after a reconnect may fail.
            ShouldHandle = new PredicateBuilder().Handle<RedisException>(),
            MaxRetryAttempts = 1,
            Delay = TimeSpan.FromMilliseconds(10),
            UseJitter = true,
        })
        .AddTimeout(TimeSpan.FromMilliseconds(200))
        .Build();

    /// <inheritdoc/>
    public string Name => "redis";

    /// <inheritdoc/>
    public BreakerState State => _state.CircuitState switch
    {
        CircuitState.Closed => BreakerState.Closed,
        CircuitState.HalfOpen => BreakerState.HalfOpen,
        _ => BreakerState.Open,
    };

    /// <summary>Runs a call. A call that times out is abandoned, as StackExchange.Redis cannot cancel it.</summary>
    /// <returns>False if the call failed, timed out, or the circuit is open.</returns>
    public async ValueTask<bool> TryAsync(Func<Task> call)
    {
        try
        {
            await _pipeline.ExecuteAsync(async cancellation => await call().WaitAsync(cancellation));
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static bool IsFault(Exception e) => e is not BrokenCircuitException;
}
