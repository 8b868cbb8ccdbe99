using Npgsql;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>How much is stored in PostgreSQL. It uses a connection without the time limits of saves, and does not count for the circuit breaker.</summary>
/// <param name="connectionString">A connection string of Npgsql.</param>
internal sealed class PostgresUsage(string connectionString) : IUsage
{
    /// <inheritdoc/>
    public async Task<long> OfUserAsync(string user, CancellationToken cancellation) =>
        (await ReadAsync("SELECT coalesce(sum(size), 0)::bigint FROM documents WHERE created_by = $1", user, cancellation))[0];

    /// <inheritdoc/>
    public async Task<long> OfCollectionAsync(string collection, CancellationToken cancellation) =>
        (await ReadAsync("SELECT coalesce(sum(size), 0)::bigint FROM documents WHERE collection = $1", collection, cancellation))[0];

    /// <inheritdoc/>
    public async Task<StoreSize> CountAsync(CancellationToken cancellation)
    {
        // The estimate of the planner: counting would read a whole index.
        var found = await ReadAsync(
            $"""
            SELECT ({PostgresAdministration.SizeQuery}), max(greatest(c.reltuples, 0)) FILTER (WHERE c.relname = 'documents')::bigint,
                max(greatest(c.reltuples, 0)) FILTER (WHERE c.relname = 'revisions')::bigint
            FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relname <> $1
            """,
            name: "", cancellation);
        return new StoreSize(found[0], found[1], found[2]);
    }

    private async Task<long[]> ReadAsync(string sql, string name, CancellationToken cancellation)
    {
        try
        {
            await using var connection = PostgresAdministration.Patient(connectionString);
            await connection.OpenAsync(cancellation);
            await using var command = new NpgsqlCommand(sql, connection);
            command.Parameters.Add(Column.One(name));
            await using var row = await command.ExecuteReaderAsync(cancellation);
            await row.ReadAsync(cancellation);
            return [.. Enumerable.Range(0, row.FieldCount).Select(row.GetInt64)];
        }
        catch (NpgsqlException e)
        {
            throw new StoreUnavailableException("The database does not answer.", e);
        }
    }
}
