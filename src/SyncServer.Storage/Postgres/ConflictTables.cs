using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The conflicts on record. Rows are counted up in place while a save is tried again and again: they leave room on their page. Overrides are
/// versions like any other: they are found by an index that only they are in.
/// </summary>
[DbContext(typeof(PostgresDb))]
[Migration("0004_Conflicts")]
internal sealed class ConflictTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE conflicts (
            collection text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            conflict text COLLATE "C" NOT NULL,
            kind smallint NOT NULL,
            at timestamptz NOT NULL,
            by text NOT NULL,
            by_name text NOT NULL,
            session bytea,
            base bigint,
            head bigint NOT NULL,
            mergeable boolean,
            times bigint NOT NULL,
            settled_outcome smallint,
            settled_version bigint,
            settled_by text,
            settled_by_name text,
            settled_at timestamptz,
            PRIMARY KEY (collection, id, conflict)
        ) WITH (fillfactor = 70);
        CREATE INDEX conflicts_by_time ON conflicts (collection, id, at, conflict);
        CREATE INDEX revisions_forced ON revisions (collection, id, version) WHERE outcome = 4;
        """);
}
