using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using StackExchange.Redis;
using SyncServer.Core.Documents;

namespace SyncServer.Redis;

/// <summary>The way to Redis: a call that fails is tried once more, one that does not answer is given up, and then Redis is left alone for a moment.</summary>
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
            // After a restart the first call of a script fails, as Redis does not know it yet.
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

    /// <summary>Runs it. A call that Redis does not answer never ends by itself, so it is left behind.</summary>
    /// <returns>False where Redis does not answer, or is left alone just now.</returns>
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

    // Whatever goes wrong there is no fault of a save.
    private static bool IsFault(Exception e) => e is not BrokenCircuitException;
}
