using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Postgres;

/// <summary>Who there is, how long they stay signed in, and who may do what with which document.</summary>
[DbContext(typeof(PostgresDb))]
[Migration("0006_Accounts")]
internal sealed class Accounts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE accounts (
            id text PRIMARY KEY,
            name text NOT NULL,
            user_name text,
            normalized_user_name text UNIQUE,
            email text,
            normalized_email text UNIQUE,
            email_confirmed boolean NOT NULL,
            password_hash text,
            security_stamp text,
            concurrency_stamp text,
            phone_number text,
            phone_number_confirmed boolean NOT NULL,
            two_factor_enabled boolean NOT NULL,
            lockout_end timestamptz,
            lockout_enabled boolean NOT NULL,
            access_failed_count integer NOT NULL
        );
        CREATE TABLE refreshes (
            family text PRIMARY KEY,
            generation bigint NOT NULL,
            rotated_at bigint NOT NULL,
            expires_at bigint NOT NULL
        );
        CREATE INDEX refreshes_by_end ON refreshes (expires_at);
        CREATE TABLE roles (
            collection text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            user_id text COLLATE "C" NOT NULL,
            role smallint NOT NULL,
            PRIMARY KEY (collection, id, user_id)
        );
        CREATE INDEX roles_by_user ON roles (user_id, collection, id);
        """);
}
