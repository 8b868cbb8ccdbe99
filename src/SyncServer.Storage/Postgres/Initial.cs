using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The first schema. Ids are compared by their bytes. Rows of <c>documents</c> change at every save: they leave room on their page, so
/// that no index is touched.
/// </summary>
[DbContext(typeof(PostgresDb))]
[Migration("0001_Initial")]
internal sealed class Initial : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
        CREATE TABLE documents (
            collection text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            created_at timestamptz NOT NULL,
            created_by text NOT NULL,
            created_by_name text NOT NULL,
            version bigint NOT NULL,
            nonce bigint NOT NULL,
            saved_at timestamptz NOT NULL,
            saved_by text NOT NULL,
            saved_by_name text NOT NULL,
            session bytea,
            sequence bigint,
            base bigint,
            outcome smallint NOT NULL,
            deleted boolean NOT NULL,
            content_type text NOT NULL,
            size integer NOT NULL,
            run_base bigint NOT NULL,
            run_created boolean NOT NULL,
            run_sequence bigint,
            accepted_at timestamptz NOT NULL,
            snapshot bigint NOT NULL,
            splice_bytes integer NOT NULL,
            PRIMARY KEY (collection, id)
        ) WITH (fillfactor = 50);
        CREATE TABLE revisions (
            collection text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            version bigint NOT NULL,
            nonce bigint NOT NULL,
            saved_at timestamptz NOT NULL,
            saved_by text NOT NULL,
            saved_by_name text NOT NULL,
            session bytea,
            sequence bigint,
            digest bytea,
            base bigint,
            outcome smallint NOT NULL,
            deleted boolean NOT NULL,
            content_type text NOT NULL,
            size integer NOT NULL,
            snapshot bigint NOT NULL,
            prefix integer NOT NULL,
            suffix integer NOT NULL,
            payload bytea NOT NULL,
            PRIMARY KEY (collection, id, version)
        );
        CREATE TABLE receipts (
            collection text COLLATE "C" NOT NULL,
            id text COLLATE "C" NOT NULL,
            session bytea NOT NULL,
            sequence bigint NOT NULL,
            version bigint NOT NULL,
            nonce bigint NOT NULL,
            digest bytea NOT NULL,
            accepted_at timestamptz NOT NULL,
            PRIMARY KEY (collection, id, session, sequence)
        );
        CREATE TABLE secrets (
            name text PRIMARY KEY,
            value bytea NOT NULL
        );
        """);
}
