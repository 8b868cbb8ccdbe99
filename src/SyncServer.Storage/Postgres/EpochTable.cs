using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Postgres;

/// <summary>The epochs of the log of changes: see <see cref="EpochRow"/> and <see cref="PostgresEpochs"/>.</summary>
[DbContext(typeof(PostgresDb))]
[Migration("0008_Epochs")]
internal sealed class EpochTable : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE epochs (
            first bigint PRIMARY KEY,
            id text NOT NULL,
            taken bigint NOT NULL,
            server timestamptz NOT NULL,
            writer xid NOT NULL
        );
        INSERT INTO epochs (first, id, taken, server, writer) VALUES (0, left(replace(gen_random_uuid()::text, '-', ''), 12), 0, '-infinity', '0');
        """);
}
