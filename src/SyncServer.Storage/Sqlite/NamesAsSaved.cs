using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Sqlite;

/// <summary>A version keeps the name that its writer had: a row for each person and name.</summary>
[DbContext(typeof(SqliteDb))]
[Migration("0002_NamesAsSaved")]
internal sealed class NamesAsSaved : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE people_as_saved (
            person INTEGER PRIMARY KEY,
            user TEXT NOT NULL,
            name TEXT NOT NULL,
            UNIQUE (user, name)
        );
        INSERT INTO people_as_saved (person, user, name) SELECT person, user, name FROM people;
        DROP TABLE people;
        ALTER TABLE people_as_saved RENAME TO people;
        """);
}
