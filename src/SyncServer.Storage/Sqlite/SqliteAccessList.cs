using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>The access lists on SQLite.</summary>
internal sealed class SqliteAccessList(IDbContextFactory<SqliteDb> databases) : AccessList<SqliteDb>
{
    /// <inheritdoc/>
    protected override async Task<T> RunAsync<T>(Func<SqliteDb, CancellationToken, Task<T>> work)
    {
        await using var db = await databases.CreateDbContextAsync();
        return await work(db, CancellationToken.None);
    }

    /// <inheritdoc/>
    protected override IQueryable<string> Creators(SqliteDb db, DocumentKey key) => db.Documents
        .Where(d => d.Collection == key.Collection && d.Id == key.Id)
        .Join(db.People, d => d.CreatedBy, p => p.Person, (_, p) => p.User);

    /// <inheritdoc/>
    protected override Task HoldAsync(SqliteDb db, DocumentKey key, CancellationToken cancellation) =>
        // A transaction of this store holds everything.
        Task.CompletedTask;
}
