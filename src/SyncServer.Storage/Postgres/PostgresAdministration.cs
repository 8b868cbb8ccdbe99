using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Administration;

namespace SyncServer.Storage.Postgres;

/// <summary>The commands of an operator on PostgreSQL.</summary>
internal sealed class PostgresAdministration : StoreAdministration
{
    private const string TablesOfSchema = "FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'";

    private const int Attempts = 5;

    private readonly string _connectionString;
    private readonly PostgresStore _store;

    private PostgresAdministration(string connectionString, PostgresStore store) => (_connectionString, _store) = (connectionString, store);

    /// <inheritdoc cref="StoreAdministration.Open"/>
    public static new PostgresAdministration Open(string connectionString)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var store = PostgresStore.Open(connectionString, cacheBytes: 0, SessionLimits.Default, TimeProvider.System);
                return new PostgresAdministration(connectionString, store) { Access = store.Access, Connect = store.Connect };
            }
            catch (StoreUnavailableException) when (attempt < Attempts)
            {
                // The time limit is that of a save, which a busy machine exceeds at first.
            }
        }
    }

    /// <summary>Vacuums and analyzes the tables of the schema, beside running servers.</summary>
    public static new (long Before, long After) Vacuum(string connectionString, Action<string> progress)
    {
        using var connection = Patient(connectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        var before = Size();
        command.CommandText = $"SELECT quote_ident(c.relname) {TablesOfSchema} ORDER BY pg_total_relation_size(c.oid)";
        var tables = new List<string>();
        using (var rows = command.ExecuteReader())
        {
            while (rows.Read())
            {
                tables.Add(rows.GetString(0));
            }
        }

        foreach (var table in tables)
        {
            progress(table);
            command.CommandText = $"VACUUM (ANALYZE) {table}";
            command.ExecuteNonQuery();
        }

        return (before, Size());

        long Size()
        {
            command.CommandText = SizeQuery;
            return (long)command.ExecuteScalar()!;
        }
    }

    /// <summary>A query for the bytes of the tables and indexes of the schema.</summary>
    internal static string SizeQuery => $"SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint {TablesOfSchema}";

    /// <inheritdoc/>
    private protected override string DocumentsQuery => """
        SELECT d.collection, d.id, r.versions, r.bytes, d.size::bigint, d.deleted FROM documents d
        JOIN (SELECT collection, id, count(*) AS versions, sum(octet_length(payload)) AS bytes FROM revisions GROUP BY collection, id) AS r USING (collection, id)
        """;

    /// <inheritdoc/>
    private protected override long? WalBytes => null;

    /// <inheritdoc/>
    private protected override DbConnection Reading() => Patient(_connectionString);

    /// <inheritdoc/>
    private protected override Task<long> SizeAsync(StatisticsReading reading, CancellationToken cancellation) => reading.NumberAsync(SizeQuery, cancellation);

    /// <inheritdoc/>
    private protected override Task<long> NowAsync(StoreDb db) =>
        db.Database.SqlQuery<long>($"""SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS "Value" """).SingleAsync();

    /// <inheritdoc/>
    private protected override StoreDb OpenDb()
    {
        var options = new DbContextOptionsBuilder<PostgresDb>();
        _store.Connect(options);
        return new PostgresDb(options.Options);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _store.Dispose();

    /// <summary>A connection without the time limits and planner settings of saves.</summary>
    internal static NpgsqlConnection Patient(string connectionString) =>
        new(new NpgsqlConnectionStringBuilder(new PostgresConnections(connectionString, direct: null).Direct) { CommandTimeout = 0, Options = null, Pooling = false }.ToString());
}
