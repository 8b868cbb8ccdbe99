using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// How far thinning has come: for each age the position up to which all versions of that age are thinned, under the settings of that time.
/// Saves know nothing of it.
/// </summary>
[DbContext(typeof(SqliteDb))]
[Migration("0008_Thinning")]
internal sealed class ThinningTable : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE thinning (
            settings TEXT NOT NULL,
            age INTEGER NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (settings, age)
        ) WITHOUT ROWID;
        """);
}
