using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// The first schema. A save appends one row to <c>revisions</c> and touches one leaf of its index; nothing else, so that it costs two
/// pages however many documents there are.
/// </summary>
[DbContext(typeof(SqliteDb))]
[Migration("0001_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE documents (
            doc INTEGER PRIMARY KEY,
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            created_by INTEGER NOT NULL,
            UNIQUE (collection, id)
        );
        CREATE TABLE revisions (
            position INTEGER PRIMARY KEY,
            doc INTEGER NOT NULL,
            version INTEGER NOT NULL,
            nonce INTEGER NOT NULL,
            saved_at INTEGER NOT NULL,
            saved_by INTEGER NOT NULL,
            session BLOB,
            sequence INTEGER,
            digest BLOB,
            base INTEGER,
            outcome INTEGER NOT NULL,
            deleted INTEGER NOT NULL,
            content_type TEXT NOT NULL,
            size INTEGER NOT NULL,
            run_base INTEGER NOT NULL,
            run_created INTEGER NOT NULL,
            run_sequence INTEGER,
            snapshot INTEGER NOT NULL,
            prefix INTEGER NOT NULL,
            suffix INTEGER NOT NULL,
            payload BLOB NOT NULL
        );
        CREATE UNIQUE INDEX revisions_by_version ON revisions (doc, version);
        CREATE TABLE receipts (
            doc INTEGER NOT NULL,
            session BLOB NOT NULL,
            sequence INTEGER NOT NULL,
            version INTEGER NOT NULL,
            nonce INTEGER NOT NULL,
            digest BLOB NOT NULL,
            accepted_at INTEGER NOT NULL,
            PRIMARY KEY (doc, session, sequence)
        ) WITHOUT ROWID;
        CREATE TABLE people (
            person INTEGER PRIMARY KEY,
            user TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL
        );
        CREATE TABLE secrets (
            name TEXT PRIMARY KEY,
            value BLOB NOT NULL
        ) WITHOUT ROWID;
        """);
}
