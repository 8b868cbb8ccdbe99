using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Postgres;

/// <summary>What sessions submitted with saves that were merged: few rows, kept as long as every version is, and none for saves that are not merged.</summary>
[DbContext(typeof(PostgresDb))]
[Migration("0002_Merging")]
internal sealed class MergingTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE shadows (
            collection text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            session bytea NOT NULL,
            sequence bigint NOT NULL,
            base bigint NOT NULL,
            expires_at timestamptz NOT NULL,
            content_type text NOT NULL,
            body bytea NOT NULL,
            PRIMARY KEY (collection, id, session)
        );
        CREATE INDEX shadows_by_expiry ON shadows (expires_at);
        """);
}
