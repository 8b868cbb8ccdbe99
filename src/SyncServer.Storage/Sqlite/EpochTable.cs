using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Sqlite;

/// <summary>The epochs of the log of changes: see <see cref="EpochRow"/>.</summary>
[DbContext(typeof(SqliteDb))]
[Migration("0009_Epochs")]
internal sealed class EpochTable : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE epochs (
            first INTEGER PRIMARY KEY,
            id TEXT NOT NULL
        );
        INSERT INTO epochs (first, id) VALUES (0, lower(hex(randomblob(6))));
        """);
}
