using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Postgres;

/// <summary>The access lists on PostgreSQL.</summary>
internal sealed class PostgresAccessList(IDbContextFactory<PostgresDb> databases, PostgresCircuit circuit) : AccessList<PostgresDb>
{
    /// <inheritdoc/>
    protected override async Task<T> RunAsync<T>(Func<PostgresDb, CancellationToken, Task<T>> work) => await circuit.RunAsync(async cancellation =>
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await work(db, cancellation);
    });

    /// <inheritdoc/>
    protected override IQueryable<string> Creators(PostgresDb db, DocumentKey key) =>
        db.Documents.Where(d => d.Collection == key.Collection && d.Id == key.Id).Select(d => d.CreatedBy);

    /// <inheritdoc/>
    protected override Task HoldAsync(PostgresDb db, DocumentKey key, CancellationToken cancellation) =>
        // The document's row stands for its list, which may have no row yet.
        db.Database.ExecuteSqlAsync($"SELECT id FROM documents WHERE collection = {key.Collection} AND id = {key.Id} FOR UPDATE", cancellation);
}
