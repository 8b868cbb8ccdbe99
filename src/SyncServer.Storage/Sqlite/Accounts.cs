using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Sqlite;

/// <summary>Who there is, how long they stay signed in, and who may do what with which document.</summary>
[DbContext(typeof(SqliteDb))]
[Migration("0007_Accounts")]
internal sealed class Accounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE accounts (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            user_name TEXT,
            normalized_user_name TEXT UNIQUE,
            email TEXT,
            normalized_email TEXT UNIQUE,
            email_confirmed INTEGER NOT NULL,
            password_hash TEXT,
            security_stamp TEXT,
            concurrency_stamp TEXT,
            phone_number TEXT,
            phone_number_confirmed INTEGER NOT NULL,
            two_factor_enabled INTEGER NOT NULL,
            lockout_end TEXT,
            lockout_enabled INTEGER NOT NULL,
            access_failed_count INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE TABLE refreshes (
            family TEXT PRIMARY KEY,
            generation INTEGER NOT NULL,
            rotated_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL
        ) WITHOUT ROWID;
        CREATE INDEX refreshes_by_end ON refreshes (expires_at);
        CREATE TABLE roles (
            collection TEXT NOT NULL,
            id TEXT NOT NULL,
            user_id TEXT NOT NULL,
            role INTEGER NOT NULL,
            PRIMARY KEY (collection, id, user_id)
        ) WITHOUT ROWID;
        CREATE INDEX roles_by_user ON roles (user_id, collection, id);
        """);
}
