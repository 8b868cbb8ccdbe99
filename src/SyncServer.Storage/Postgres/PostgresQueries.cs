using Microsoft.EntityFrameworkCore;

namespace SyncServer.Storage.Postgres;

/// <summary>Runs queries through the circuit breaker, a limited number at a time, so that saves and head lookups find a connection in the pool.</summary>
/// <param name="databases">Opens the database.</param>
/// <param name="circuit">The circuit breaker.</param>
/// <param name="free">How many more may run now.</param>
internal sealed class PostgresQueries(IDbContextFactory<PostgresDb> databases, PostgresCircuit circuit, SemaphoreSlim free) : IQueries<PostgresDb>
{
    /// <inheritdoc/>
    public Task<T> RunAsync<T>(Func<PostgresDb, CancellationToken, Task<T>> query) => LimitAsync(async cancellation =>
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await query(db, cancellation);
    });

    /// <summary>Runs work that does not use EF Core under the same limit. It may run more than once.</summary>
    public async Task<T> LimitAsync<T>(Func<CancellationToken, ValueTask<T>> work)
    {
        await free.WaitAsync();
        try
        {
            return await circuit.RunAsync(work);
        }
        finally
        {
            free.Release();
        }
    }
}
