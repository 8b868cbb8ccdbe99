using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using SyncServer.Storage.Postgres;
using SyncServer.Storage.Sqlite;

namespace SyncServer.Storage;

/// <summary>Creates the context for <c>dotnet ef</c>, for example to add a migration of the SQLite tables. It opens no database.</summary>
internal sealed class SqliteDesignTime : IDesignTimeDbContextFactory<SqliteDb>
{
    /// <inheritdoc/>
    public SqliteDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteDb>().UseSqlite().Options);
}

/// <summary>Creates the context for <c>dotnet ef</c>, for example to add a migration of the PostgreSQL tables. It opens no database.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresDb>
{
    /// <inheritdoc/>
    public PostgresDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql().Options);
}
