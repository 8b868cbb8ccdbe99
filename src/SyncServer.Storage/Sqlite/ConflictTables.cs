using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Sqlite;

/// <summary>The conflicts on record. Overrides are versions like any other: they are found by an index that only they are in.</summary>
[DbContext(typeof(SqliteDb))]
[Migration("0005_Conflicts")]
internal sealed class ConflictTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE conflicts (
            doc INTEGER NOT NULL,
            conflict TEXT NOT NULL,
            kind INTEGER NOT NULL,
            at INTEGER NOT NULL,
            user TEXT NOT NULL,
            name TEXT NOT NULL,
            session BLOB,
            base INTEGER,
            head INTEGER NOT NULL,
            mergeable INTEGER,
            times INTEGER NOT NULL,
            settled_outcome INTEGER,
            settled_version INTEGER,
            settled_user TEXT,
            settled_name TEXT,
            settled_at INTEGER,
            PRIMARY KEY (doc, conflict)
        ) WITHOUT ROWID;
        CREATE INDEX conflicts_by_time ON conflicts (doc, at, conflict);
        CREATE INDEX revisions_forced ON revisions (doc, version) WHERE outcome = 4;
        """);
}
