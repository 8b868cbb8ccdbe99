using System.Net.Sockets;
using Npgsql;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Runs work on the database with retries and a circuit breaker. Lost races and broken connections are retried; if the database does not answer, calls fail
/// at once for a moment. Work may run more than once.
/// </summary>
internal sealed class PostgresCircuit : ICircuit
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _pipeline;

    /// <param name="database">The connections, which are closed if the database refuses to write.</param>
    public PostgresCircuit(NpgsqlDataSource database) => _pipeline = new ResiliencePipelineBuilder()
        .AddRetry(new RetryStrategyOptions
        {
            // A timeout is not retried: the caller has waited long enough.
            ShouldHandle = new PredicateBuilder().Handle<Exception>(e => IsLostRace(e) || (BrokenConnection(e) && Find<TimeoutException>(e) is null)),
            MaxRetryAttempts = 5,
            Delay = TimeSpan.FromMilliseconds(5),
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            OnRetry = retry =>
            {
                if (BrokenConnection(retry.Outcome.Exception!))
                {
                    // The sessions of a server that was demoted stay open and refuse every write. Of several hosts, another one may be the primary now.
                    database.Clear();
                    (database as NpgsqlMultiHostDataSource)?.ClearDatabaseStates();
                }

                return default;
            },
        })
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(NoAnswer),
            FailureRatio = 0.5,
            MinimumThroughput = 2,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(1),
            StateProvider = _state,
        })
        .AddTimeout(TimeSpan.FromSeconds(3))
        .Build();

    /// <inheritdoc/>
    public string Name => "postgres";

    /// <inheritdoc/>
    public BreakerState State => _state.CircuitState switch
    {
        CircuitState.Closed => BreakerState.Closed,
        CircuitState.HalfOpen => BreakerState.HalfOpen,
        _ => BreakerState.Open,
    };

    /// <summary>Runs work.</summary>
    /// <exception cref="StoreUnavailableException">The database does not answer.</exception>
    public async ValueTask<T> RunAsync<T>(Func<CancellationToken, ValueTask<T>> work)
    {
        try
        {
            return await _pipeline.ExecuteAsync(work);
        }
        catch (Exception e) when (NoAnswer(e) && e is not StoreUnavailableException)
        {
            throw new StoreUnavailableException("The database does not answer.", e);
        }
    }

    /// <inheritdoc cref="RunAsync"/>
    public T Run<T>(Func<T> work)
    {
        try
        {
            return _pipeline.Execute(work);
        }
        catch (Exception e) when (NoAnswer(e) && e is not StoreUnavailableException)
        {
            throw new StoreUnavailableException("The database does not answer.", e);
        }
    }

    /// <summary>Whether the database reported an error, so that the transaction is certainly rolled back.</summary>
    public static bool IsRolledBack(Exception e) => e is PostgresException { InvariantSeverity: "ERROR", SqlState: not "40003" };

    /// <summary>
    /// Whether another node wrote the same documents, or created the same tables, at the same time: serialization failure, deadlock, unique violation, duplicate
    /// schema, table, column or other object. Or this process paused in a transaction for so long that the database aborted it (idle_in_transaction_session_timeout).
    /// </summary>
    public static bool IsLostRace(Exception e) => Find<PostgresException>(e) is { SqlState: "40001" or "40P01" or "23505" or "42P07" or "42P06" or "42701" or "42710" or "25P03" };

    // The connection broke before a commit was sent. If it breaks during a commit, BatchWriting throws a StoreUnavailableException.
    private static bool BrokenConnection(Exception e) => e is not StoreUnavailableException
        && (Find<PostgresException>(e) is { } said ? IsDown(said) : Find<NpgsqlException>(e) is not null || Find<SocketException>(e) is not null);

    private static bool NoAnswer(Exception e) =>
        e is StoreUnavailableException or TimeoutRejectedException or BrokenCircuitException || BrokenConnection(e);

    // 57P: the server is shutting down or starting. 08: connection errors. 53: too many connections, or no memory or disk space. 25006: it only reads now.
    private static bool IsDown(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.ReadOnlySqlTransaction || e.SqlState.StartsWith("57P", StringComparison.Ordinal) || e.SqlState.StartsWith("08", StringComparison.Ordinal) || e.SqlState.StartsWith("53", StringComparison.Ordinal);

    private static T? Find<T>(Exception? e)
        where T : Exception
    {
        while (e is not null and not T)
        {
            e = e.InnerException;
        }

        return e as T;
    }
}
