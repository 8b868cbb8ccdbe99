using Microsoft.EntityFrameworkCore;

namespace SyncServer.Storage.Sqlite;

/// <summary>Runs queries on a connection beside the writer's.</summary>
internal sealed class SqliteQueries(IDbContextFactory<SqliteDb> databases) : IQueries<SqliteDb>
{
    /// <inheritdoc/>
    public async Task<T> RunAsync<T>(Func<SqliteDb, CancellationToken, Task<T>> query)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await query(db, CancellationToken.None);
    }
}
