using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Sqlite;

/// <summary>Locks. A document may be locked before it exists, so they know its name, not its number.</summary>
[DbContext(typeof(SqliteDb))]
[Migration("0004_Locks")]
internal sealed class LockTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE locks (
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            fence INTEGER NOT NULL,
            scope TEXT NOT NULL,
            session BLOB NOT NULL,
            holder TEXT NOT NULL,
            holder_name TEXT NOT NULL,
            ttl INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            PRIMARY KEY (collection, id, fence)
        ) WITHOUT ROWID;
        CREATE TABLE lock_fences (
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            fence INTEGER NOT NULL,
            PRIMARY KEY (collection, id)
        ) WITHOUT ROWID;
        """);
}
