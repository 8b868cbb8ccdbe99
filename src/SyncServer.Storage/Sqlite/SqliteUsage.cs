using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>How much is stored in a SQLite file. Reading does not block the writer.</summary>
/// <param name="path">The path of the database.</param>
internal sealed class SqliteUsage(string path) : IUsage
{
    private const string NewestBytes =
        "SELECT coalesce(sum((SELECT r.size FROM revisions r WHERE r.doc = d.doc ORDER BY r.version DESC LIMIT 1)), 0) FROM documents d";

    /// <inheritdoc/>
    public Task<long> OfUserAsync(string user, CancellationToken cancellation) =>
        Task.Run(() => Read($"{NewestBytes} WHERE d.created_by IN (SELECT person FROM people WHERE user = $name)", user, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<long> OfCollectionAsync(string collection, CancellationToken cancellation) =>
        Task.Run(() => Read($"{NewestBytes} WHERE d.collection = $name", collection, cancellation), cancellation);

    /// <inheritdoc/>
    public Task<StoreSize> CountAsync(CancellationToken cancellation) => Task.Run(
        () => new StoreSize(
            new FileInfo(path).Length, Read("SELECT count(*) FROM documents", name: "", cancellation), Read("SELECT count(*) FROM revisions", name: "", cancellation)),
        cancellation);

    private long Read(string sql, string name, CancellationToken cancellation)
    {
        try
        {
            using var connection = SqliteBackup.OpenForReading(path);
            using var stop = connection.InterruptOn(cancellation);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = 0;
            command.Parameters.AddWithValue("$name", name);
            return (long)command.ExecuteScalar()!;
        }
        catch (SqliteException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new StoreUnavailableException("The database cannot be read.", e);
        }
    }
}
