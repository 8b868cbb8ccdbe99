using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// How far thinning has come in each document that it has visited: the first version that was not old enough (for the last of each ten
/// minutes, and for the last of each day), and when it was saved. Saves know nothing of it.
/// </summary>
[DbContext(typeof(PostgresDb))]
[Migration("0007_Thinning")]
internal sealed class ThinningTable : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE thinning (
            collection text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            all_from bigint NOT NULL,
            all_at timestamptz NOT NULL,
            runs_from bigint NOT NULL,
            runs_at timestamptz NOT NULL,
            PRIMARY KEY (collection, id)
        );
        """);
}
