using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SyncServer.Storage.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateSequence(
                name: "revisions_position_seq");

            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    name = table.Column<string>(type: "text", nullable: false),
                    user_name = table.Column<string>(type: "text", nullable: true),
                    normalized_user_name = table.Column<string>(type: "text", nullable: true),
                    email = table.Column<string>(type: "text", nullable: true),
                    normalized_email = table.Column<string>(type: "text", nullable: true),
                    email_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    security_stamp = table.Column<string>(type: "text", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "text", nullable: true),
                    phone_number = table.Column<string>(type: "text", nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "boolean", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "boolean", nullable: false),
                    access_failed_count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conflicts",
                columns: table => new
                {
                    collection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    conflict = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    by_name = table.Column<string>(type: "text", nullable: false),
                    session = table.Column<byte[]>(type: "bytea", nullable: true),
                    @base = table.Column<long>(name: "base", type: "bigint", nullable: true),
                    head = table.Column<long>(type: "bigint", nullable: false),
                    mergeable = table.Column<bool>(type: "boolean", nullable: true),
                    times = table.Column<long>(type: "bigint", nullable: false),
                    settled_outcome = table.Column<short>(type: "smallint", nullable: true),
                    settled_version = table.Column<long>(type: "bigint", nullable: true),
                    settled_by = table.Column<string>(type: "text", nullable: true),
                    settled_by_name = table.Column<string>(type: "text", nullable: true),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_conflicts", x => new { x.collection, x.id, x.conflict });
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.CreateTable(
                name: "documents",
                columns: table => new
                {
                    collection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: false),
                    created_by_name = table.Column<string>(type: "text", nullable: false),
                    created_version = table.Column<long>(type: "bigint", nullable: false),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    nonce = table.Column<long>(type: "bigint", nullable: false),
                    saved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    saved_by = table.Column<string>(type: "text", nullable: false),
                    saved_by_name = table.Column<string>(type: "text", nullable: false),
                    session = table.Column<byte[]>(type: "bytea", nullable: true),
                    sequence = table.Column<long>(type: "bigint", nullable: true),
                    @base = table.Column<long>(name: "base", type: "bigint", nullable: true),
                    outcome = table.Column<short>(type: "smallint", nullable: false),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    is_full = table.Column<bool>(type: "boolean", nullable: false),
                    is_submission = table.Column<bool>(type: "boolean", nullable: false),
                    run_base = table.Column<long>(type: "bigint", nullable: false),
                    run_highest = table.Column<long>(type: "bigint", nullable: true),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    snapshot = table.Column<long>(type: "bigint", nullable: false),
                    splice_bytes = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_documents", x => new { x.collection, x.id });
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "epochs",
                columns: table => new
                {
                    first = table.Column<long>(type: "bigint", nullable: false),
                    id = table.Column<string>(type: "text", nullable: false),
                    server = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    taken = table.Column<long>(type: "bigint", nullable: false),
                    writer = table.Column<uint>(type: "xid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_epochs", x => x.first);
                });

            migrationBuilder.CreateTable(
                name: "lock_fences",
                columns: table => new
                {
                    collection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fence = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lock_fences", x => new { x.collection, x.id });
                });

            migrationBuilder.CreateTable(
                name: "locks",
                columns: table => new
                {
                    collection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    fence = table.Column<long>(type: "bigint", nullable: false),
                    scope = table.Column<string>(type: "text", nullable: false),
                    session = table.Column<byte[]>(type: "bytea", nullable: false),
                    holder = table.Column<string>(type: "text", nullable: false),
                    holder_name = table.Column<string>(type: "text", nullable: false),
                    ttl = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_locks", x => new { x.collection, x.id, x.fence });
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "refreshes",
                columns: table => new
                {
                    family = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    generation = table.Column<long>(type: "bigint", nullable: false),
                    used = table.Column<bool>(type: "boolean", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refreshes", x => x.family);
                });

            migrationBuilder.CreateTable(
                name: "revisions",
                columns: table => new
                {
                    collection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    version = table.Column<long>(type: "bigint", nullable: false),
                    nonce = table.Column<long>(type: "bigint", nullable: false),
                    saved_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    saved_by = table.Column<string>(type: "text", nullable: false),
                    saved_by_name = table.Column<string>(type: "text", nullable: false),
                    session = table.Column<byte[]>(type: "bytea", nullable: true),
                    sequence = table.Column<long>(type: "bigint", nullable: true),
                    digest = table.Column<byte[]>(type: "bytea", nullable: true),
                    @base = table.Column<long>(name: "base", type: "bigint", nullable: true),
                    outcome = table.Column<short>(type: "smallint", nullable: false),
                    deleted = table.Column<bool>(type: "boolean", nullable: false),
                    content_type = table.Column<string>(type: "text", nullable: false),
                    size = table.Column<int>(type: "integer", nullable: false),
                    is_full = table.Column<bool>(type: "boolean", nullable: false),
                    is_submission = table.Column<bool>(type: "boolean", nullable: false),
                    snapshot = table.Column<long>(type: "bigint", nullable: false),
                    prefix = table.Column<int>(type: "integer", nullable: false),
                    suffix = table.Column<int>(type: "integer", nullable: false),
                    payload = table.Column<byte[]>(type: "bytea", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false, defaultValueSql: "nextval('revisions_position_seq')")
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_revisions", x => new { x.collection, x.id, x.version });
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    collection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    user_id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    role = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles", x => new { x.collection, x.id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "secrets",
                columns: table => new
                {
                    name = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    value = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_secrets", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    collection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    session = table.Column<byte[]>(type: "bytea", nullable: false),
                    accepted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    record = table.Column<byte[]>(type: "bytea", nullable: false),
                    submission_type = table.Column<string>(type: "text", nullable: true),
                    submission_body = table.Column<byte[]>(type: "bytea", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sessions", x => new { x.collection, x.id, x.session });
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 70);

            migrationBuilder.CreateTable(
                name: "thinning",
                columns: table => new
                {
                    collection = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    id = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    all_from = table.Column<long>(type: "bigint", nullable: false),
                    all_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    runs_from = table.Column<long>(type: "bigint", nullable: false),
                    runs_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    sessions_from = table.Column<long>(type: "bigint", nullable: false),
                    sessions_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_thinning", x => new { x.collection, x.id });
                });

            migrationBuilder.CreateIndex(
                name: "IX_accounts_normalized_email",
                table: "accounts",
                column: "normalized_email",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_accounts_normalized_user_name",
                table: "accounts",
                column: "normalized_user_name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_conflicts_collection_id_at_conflict",
                table: "conflicts",
                columns: new[] { "collection", "id", "at", "conflict" });

            migrationBuilder.CreateIndex(
                name: "IX_refreshes_expires_at",
                table: "refreshes",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_revisions_position",
                table: "revisions",
                column: "position",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "revisions_forced",
                table: "revisions",
                columns: new[] { "collection", "id", "version" },
                filter: "outcome = 4");

            migrationBuilder.CreateIndex(
                name: "IX_roles_user_id_collection_id",
                table: "roles",
                columns: new[] { "user_id", "collection", "id" });

            // The first epoch names the database.
            migrationBuilder.Sql("INSERT INTO epochs (first, id, taken, server, writer) VALUES (0, left(replace(gen_random_uuid()::text, '-', ''), 12), 0, '-infinity', '0');");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "accounts");

            migrationBuilder.DropTable(
                name: "conflicts");

            migrationBuilder.DropTable(
                name: "documents");

            migrationBuilder.DropTable(
                name: "epochs");

            migrationBuilder.DropTable(
                name: "lock_fences");

            migrationBuilder.DropTable(
                name: "locks");

            migrationBuilder.DropTable(
                name: "refreshes");

            migrationBuilder.DropTable(
                name: "revisions");

            migrationBuilder.DropTable(
                name: "roles");

            migrationBuilder.DropTable(
                name: "secrets");

            migrationBuilder.DropTable(
                name: "sessions");

            migrationBuilder.DropTable(
                name: "thinning");

            migrationBuilder.DropSequence(
                name: "revisions_position_seq");
        }
    }
}
