using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Sqlite;

/// <summary>What sessions submitted with saves that were merged: few rows, kept as long as every version is, and none for saves that are not merged.</summary>
[DbContext(typeof(SqliteDb))]
[Migration("0003_Merging")]
internal sealed class MergingTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE shadows (
            doc INTEGER NOT NULL,
            session BLOB NOT NULL,
            sequence INTEGER NOT NULL,
            base INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            content_type TEXT NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (doc, session)
        );
        CREATE INDEX shadows_by_expiry ON shadows (expires_at);
        """);
}
