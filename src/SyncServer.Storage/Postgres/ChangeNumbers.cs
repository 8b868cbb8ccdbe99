using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// Numbers all versions, for readers that follow the log. A version takes its number while its document's row is held, so that each document's
/// versions rise; the sequence has no cache, so that this holds over all connections.
/// </summary>
[DbContext(typeof(PostgresDb))]
[Migration("0005_Changes")]
internal sealed class ChangeNumbers : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE SEQUENCE revisions_position_seq AS bigint CACHE 1;
        ALTER TABLE revisions ADD COLUMN position bigint;
        UPDATE revisions r SET position = numbered.position
        FROM (
            SELECT collection, id, version, row_number() OVER (ORDER BY reached, collection, id, version) AS position
            FROM (SELECT collection, id, version, max(saved_at) OVER (PARTITION BY collection, id ORDER BY version) AS reached FROM revisions) AS v
        ) AS numbered
        WHERE r.collection = numbered.collection AND r.id = numbered.id AND r.version = numbered.version;
        SELECT setval('revisions_position_seq', (SELECT coalesce(max(position), 0) + 1 FROM revisions), false);
        ALTER TABLE revisions
            ALTER COLUMN position SET DEFAULT nextval('revisions_position_seq'),
            ALTER COLUMN position SET NOT NULL;
        ALTER SEQUENCE revisions_position_seq OWNED BY revisions.position;
        CREATE UNIQUE INDEX revisions_by_position ON revisions (position);
        """);
}
