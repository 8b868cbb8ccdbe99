using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Postgres;

/// <summary>Locks. Every save of a holder renews its own: rows leave room on their page, so that no index is touched.</summary>
[DbContext(typeof(PostgresDb))]
[Migration("0003_Locks")]
internal sealed class LockTables : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE locks (
            collection text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            fence bigint NOT NULL,
            scope text NOT NULL,
            session bytea NOT NULL,
            holder text NOT NULL,
            holder_name text NOT NULL,
            ttl bigint NOT NULL,
            expires_at bigint NOT NULL,
            PRIMARY KEY (collection, id, fence)
        ) WITH (fillfactor = 50);
        CREATE TABLE lock_fences (
            collection text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            fence bigint NOT NULL,
            PRIMARY KEY (collection, id)
        );
        """);
}
