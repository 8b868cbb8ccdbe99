using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Postgres;

/// <summary>A refresh token is good until its successor is used, not for a time.</summary>
[DbContext(typeof(PostgresDb))]
[Migration("0008_UsedRefreshes")]
internal sealed class UsedRefreshes : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        ALTER TABLE refreshes DROP COLUMN rotated_at;
        ALTER TABLE refreshes ADD COLUMN used boolean NOT NULL DEFAULT false;
        """);
}
