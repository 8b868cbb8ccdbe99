using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace SyncServer.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "accounts",
                columns: table => new
                {
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    user_name = table.Column<string>(type: "TEXT", nullable: true),
                    normalized_user_name = table.Column<string>(type: "TEXT", nullable: true),
                    email = table.Column<string>(type: "TEXT", nullable: true),
                    normalized_email = table.Column<string>(type: "TEXT", nullable: true),
                    email_confirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    password_hash = table.Column<string>(type: "TEXT", nullable: true),
                    security_stamp = table.Column<string>(type: "TEXT", nullable: true),
                    concurrency_stamp = table.Column<string>(type: "TEXT", nullable: true),
                    phone_number = table.Column<string>(type: "TEXT", nullable: true),
                    phone_number_confirmed = table.Column<bool>(type: "INTEGER", nullable: false),
                    two_factor_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    lockout_end = table.Column<DateTimeOffset>(type: "TEXT", nullable: true),
                    lockout_enabled = table.Column<bool>(type: "INTEGER", nullable: false),
                    access_failed_count = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_accounts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "conflicts",
                columns: table => new
                {
                    doc = table.Column<long>(type: "INTEGER", nullable: false),
                    conflict = table.Column<string>(type: "TEXT", nullable: false),
                    kind = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    user = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    session = table.Column<byte[]>(type: "BLOB", nullable: true),
                    @base = table.Column<long>(name: "base", type: "INTEGER", nullable: true),
                    head = table.Column<long>(type: "INTEGER", nullable: false),
                    mergeable = table.Column<bool>(type: "INTEGER", nullable: true),
                    times = table.Column<long>(type: "INTEGER", nullable: false),
                    settled_outcome = table.Column<int>(type: "INTEGER", nullable: true),
                    settled_version = table.Column<long>(type: "INTEGER", nullable: true),
                    settled_user = table.Column<string>(type: "TEXT", nullable: true),
                    settled_name = table.Column<string>(type: "TEXT", nullable: true),
                    settled_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_conflicts", x => new { x.doc, x.conflict });
                });

            migrationBuilder.CreateTable(
                name: "documents",
                columns: table => new
                {
                    doc = table.Column<long>(type: "INTEGER", nullable: false),
                    collection = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by = table.Column<long>(type: "INTEGER", nullable: false),
                    created_version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_documents", x => x.doc);
                });

            migrationBuilder.CreateTable(
                name: "epochs",
                columns: table => new
                {
                    first = table.Column<long>(type: "INTEGER", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_epochs", x => x.first);
                });

            migrationBuilder.CreateTable(
                name: "lock_fences",
                columns: table => new
                {
                    collection = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_lock_fences", x => new { x.collection, x.id });
                });

            migrationBuilder.CreateTable(
                name: "locks",
                columns: table => new
                {
                    collection = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    fence = table.Column<long>(type: "INTEGER", nullable: false),
                    scope = table.Column<string>(type: "TEXT", nullable: false),
                    session = table.Column<byte[]>(type: "BLOB", nullable: false),
                    holder = table.Column<string>(type: "TEXT", nullable: false),
                    holder_name = table.Column<string>(type: "TEXT", nullable: false),
                    ttl = table.Column<long>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_locks", x => new { x.collection, x.id, x.fence });
                });

            migrationBuilder.CreateTable(
                name: "people",
                columns: table => new
                {
                    person = table.Column<long>(type: "INTEGER", nullable: false),
                    user = table.Column<string>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_people", x => x.person);
                });

            migrationBuilder.CreateTable(
                name: "refreshes",
                columns: table => new
                {
                    family = table.Column<string>(type: "TEXT", nullable: false),
                    generation = table.Column<long>(type: "INTEGER", nullable: false),
                    used = table.Column<bool>(type: "INTEGER", nullable: false),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_refreshes", x => x.family);
                });

            migrationBuilder.CreateTable(
                name: "revisions",
                columns: table => new
                {
                    position = table.Column<long>(type: "INTEGER", nullable: false),
                    doc = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false),
                    nonce = table.Column<long>(type: "INTEGER", nullable: false),
                    saved_at = table.Column<long>(type: "INTEGER", nullable: false),
                    saved_by = table.Column<long>(type: "INTEGER", nullable: false),
                    session = table.Column<byte[]>(type: "BLOB", nullable: true),
                    sequence = table.Column<long>(type: "INTEGER", nullable: true),
                    digest = table.Column<byte[]>(type: "BLOB", nullable: true),
                    @base = table.Column<long>(name: "base", type: "INTEGER", nullable: true),
                    outcome = table.Column<int>(type: "INTEGER", nullable: false),
                    deleted = table.Column<bool>(type: "INTEGER", nullable: false),
                    content_type = table.Column<string>(type: "TEXT", nullable: false),
                    size = table.Column<int>(type: "INTEGER", nullable: false),
                    is_full = table.Column<bool>(type: "INTEGER", nullable: false),
                    is_submission = table.Column<bool>(type: "INTEGER", nullable: false),
                    run_base = table.Column<long>(type: "INTEGER", nullable: false),
                    run_highest = table.Column<long>(type: "INTEGER", nullable: true),
                    snapshot = table.Column<long>(type: "INTEGER", nullable: false),
                    prefix = table.Column<int>(type: "INTEGER", nullable: false),
                    suffix = table.Column<int>(type: "INTEGER", nullable: false),
                    payload = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_revisions", x => x.position);
                });

            migrationBuilder.CreateTable(
                name: "roles",
                columns: table => new
                {
                    collection = table.Column<string>(type: "TEXT", nullable: false),
                    id = table.Column<string>(type: "TEXT", nullable: false),
                    user_id = table.Column<string>(type: "TEXT", nullable: false),
                    role = table.Column<short>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_roles", x => new { x.collection, x.id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "secrets",
                columns: table => new
                {
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    value = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_secrets", x => x.name);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    doc = table.Column<long>(type: "INTEGER", nullable: false),
                    session = table.Column<byte[]>(type: "BLOB", nullable: false),
                    accepted_at = table.Column<long>(type: "INTEGER", nullable: false),
                    record = table.Column<byte[]>(type: "BLOB", nullable: false),
                    submission_type = table.Column<string>(type: "TEXT", nullable: true),
                    submission_body = table.Column<byte[]>(type: "BLOB", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_sessions", x => new { x.doc, x.session });
                });

            migrationBuilder.CreateTable(
                name: "thinning",
                columns: table => new
                {
                    settings = table.Column<string>(type: "TEXT", nullable: false),
                    age = table.Column<long>(type: "INTEGER", nullable: false),
                    position = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_thinning", x => new { x.settings, x.age });
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
                name: "IX_conflicts_doc_at_conflict",
                table: "conflicts",
                columns: new[] { "doc", "at", "conflict" });

            migrationBuilder.CreateIndex(
                name: "IX_documents_collection_id",
                table: "documents",
                columns: new[] { "collection", "id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_people_user_name",
                table: "people",
                columns: new[] { "user", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_refreshes_expires_at",
                table: "refreshes",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "IX_revisions_doc_version",
                table: "revisions",
                columns: new[] { "doc", "version" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "revisions_forced",
                table: "revisions",
                columns: new[] { "doc", "version" },
                filter: "outcome = 4");

            migrationBuilder.CreateIndex(
                name: "IX_roles_user_id_collection_id",
                table: "roles",
                columns: new[] { "user_id", "collection", "id" });

            // The first epoch names the database.
            migrationBuilder.Sql("INSERT INTO epochs (first, id) VALUES (0, lower(hex(randomblob(6))));");
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
                name: "people");

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
        }
    }
}
