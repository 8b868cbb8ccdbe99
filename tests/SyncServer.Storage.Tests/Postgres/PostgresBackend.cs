using System.Text;
using Npgsql;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;
using SyncServer.Storage.Postgres;
using SyncServer.Testing;

namespace SyncServer.Storage.Tests.Postgres;

/// <summary>PostgreSQL with a separate database.</summary>
/// <param name="cacheBytes">The size of the cache; 0 for none, so that every save reads the database.</param>
/// <param name="sessions">The limits of session records; null for the default.</param>
public sealed class PostgresBackend(long cacheBytes, SessionLimits? sessions = null) : IBackend
{
    private readonly Lazy<string> _connectionString = new(() => Task.Run(async () => await (await PostgresServer.SharedAsync()).CopyDatabaseAsync()).GetAwaiter().GetResult());
    private PostgresStore? _store;

    /// <inheritdoc/>
    public string ConnectionString => _connectionString.Value;

    /// <inheritdoc/>
    public ManualClock Clock { get; } = new();

    /// <inheritdoc/>
    public IDocumentLog Log => Store.Log;

    /// <inheritdoc/>
    public IDocumentReader Reader => Store.Reader;

    /// <inheritdoc/>
    public IConflictLog Conflicts => Store.Conflicts;

    /// <inheritdoc/>
    public IHistoryThinner Thinner => Store.Thinner;

    /// <inheritdoc/>
    public IEraser Eraser => Store.Eraser;

    /// <inheritdoc/>
    public ILockStore Locks => Store.Locks;

    /// <inheritdoc/>
    public IChangeFeed Changes => Store.Changes;

    /// <inheritdoc/>
    public IAccessList Access => Store.Access;

    private PostgresStore Store => _store ??= PostgresStore.Open(ConnectionString, cacheBytes, sessions ?? SessionLimits.Default, Clock);

    /// <inheritdoc/>
    public async Task<bool> ContainsAsync(string word)
    {
        Reopen();
        await using var database = NpgsqlDataSource.Create(ConnectionString);
        await using var query = database.CreateCommand("""
            SELECT EXISTS (SELECT 1 FROM sync.revisions WHERE position($1 IN payload) > 0) OR EXISTS (SELECT 1 FROM sync.sessions WHERE position($1 IN submission_body) > 0)
            """);
        query.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = Encoding.UTF8.GetBytes(word) });
        return (bool)(await query.ExecuteScalarAsync())!;
    }

    /// <inheritdoc/>
    public void Reopen()
    {
        _store?.Dispose();
        _store = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Reopen();
}
