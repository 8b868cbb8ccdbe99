using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Sqlite;

/// <summary>A refresh token is good until its successor is used, not for a time.</summary>
[DbContext(typeof(SqliteDb))]
[Migration("0009_UsedRefreshes")]
internal sealed class UsedRefreshes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE refreshes DROP COLUMN rotated_at;
        ALTER TABLE refreshes ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
        """);
}
