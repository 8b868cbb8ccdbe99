using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using SyncServer.Storage.Archive;

namespace SyncServer.Storage.Postgres;

/// <summary>Writes a PostgreSQL database with <c>COPY</c>.</summary>
internal sealed class PostgresArchiveTarget : StoreTarget
{
    /// <summary>The application name of the connections of exports, imports and copies.</summary>
    public const string Name = "syncserver-transfer";

    private readonly NpgsqlConnection _connection;
    private readonly PostgresDb _db;
    private readonly PostgresArchiveHead _head = new();
    private DocumentKey _key;

    private PostgresArchiveTarget(NpgsqlConnection connection, string location)
    {
        (_connection, Location) = (connection, location);
        _db = new PostgresDb(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(connection).Options);
    }

    /// <inheritdoc/>
    public override string Location { get; }

    protected override StoreDb Db => _db;

    /// <inheritdoc cref="StoreTarget.Open"/>
    public static new PostgresArchiveTarget Open(string connectionString)
    {
        var connections = new PostgresConnections(connectionString, direct: null);
        var settings = new NpgsqlConnectionStringBuilder(connections.Direct) { CommandTimeout = 0, ApplicationName = Name, Pooling = false };
        var connection = new NpgsqlConnection(settings.ToString());
        var target = new PostgresArchiveTarget(connection, connections.Location);
        try
        {
            connection.Open();
            EnsureNoServer(connection);
            if (!HasProgress(connection))
            {
                // Creates the tables.
                PostgresStore.Open(connectionString, cacheBytes: 0, SessionLimits.Default, TimeProvider.System).Dispose();
            }

            target._db.Database.ExecuteSql($"SET idle_in_transaction_session_timeout = 0");
            return target;
        }
        catch
        {
            target.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a database that a server is connected to.</summary>
    public static void EnsureNoServer(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand(
            $"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND (application_name || ' ') LIKE '{PostgresConnections.ServerName} %'", connection);
        for (var attempt = 1; (long)command.ExecuteScalar()! > 0; attempt++)
        {
            if (attempt == 20)
            {
                throw new InvalidDataException($"A SyncServer process is using {connection.Database} on {connection.Host}. Stop it first.");
            }

            // A connection that was closed is listed until its process has ended.
            using var wait = new NpgsqlCommand("SELECT pg_sleep(0.1)", connection);
            wait.ExecuteNonQuery();
        }
    }

    /// <inheritdoc/>
    public override void Complete()
    {
        _db.Database.ExecuteSql($"SELECT setval('revisions_position_seq', max(position)) FROM revisions HAVING max(position) IS NOT NULL");
        base.Complete();
    }

    protected override void Dispose(bool disposing)
    {
        _db.Dispose();
        _connection.Dispose();
    }

    protected override void EnsureUnused() => EnsureNoServer(_connection);

    protected override void Write(IReadOnlyList<ArchiveRecord> records)
    {
        // Each table in one COPY: the key that a record belongs to is that of the last document before it.
        var key = _key;
        Copy("revisions (collection, id, position, version, nonce, saved_at, saved_by, saved_by_name, session, sequence, digest, base, outcome, deleted, content_type, size, is_full, is_submission, snapshot, prefix, suffix, payload)", (row, record) =>
        {
            if (record is ArchivedVersion v)
            {
                row.StartRow(_key);
                row.Write(v.Position);
                WriteVersion(row, v, withDigest: true);
                row.Write(v.Payload.Prefix);
                row.Write(v.Payload.Suffix);
                row.Write(v.Payload.Bytes.ToArray());
            }
        });
        Copy("sessions (collection, id, session, accepted_at, record, submission_type, submission_body)", (row, record) =>
        {
            if (record is ArchivedSession s)
            {
                row.StartRow(_key);
                row.Write(Convert.FromHexString(s.Session));
                row.Write(s.AcceptedAt);
                row.Write(s.Record);
                row.Write(s.SubmissionType);
                row.Write(s.SubmissionBody);
            }
        });
        Copy("conflicts (collection, id, conflict, kind, at, by, by_name, session, base, head, mergeable, times, settled_outcome, settled_version, settled_by, settled_by_name, settled_at)", (row, record) =>
        {
            if (record is ArchivedConflict c)
            {
                row.StartRow(_key);
                row.Write(c.Conflict);
                row.Write((short)c.Kind);
                row.Write(c.At);
                row.Write(c.By.Id);
                row.Write(c.By.Name);
                row.Write(c.Session is null ? null : Convert.FromHexString(c.Session));
                row.Write(c.Base);
                row.Write(c.Head);
                row.Write(c.Mergeable);
                row.Write(c.Times);
                row.Write((short?)c.Settled?.Outcome);
                row.Write(c.Settled?.Version);
                row.Write(c.Settled?.By.Id);
                row.Write(c.Settled?.By.Name);
                row.Write(c.Settled?.At);
            }
        });
        Copy("documents (collection, id, version, nonce, saved_at, saved_by, saved_by_name, session, sequence, base, outcome, deleted, content_type, size, is_full, is_submission, snapshot, created_at, created_by, created_by_name, created_version, run_base, run_highest, accepted_at, splice_bytes)", (row, record) =>
        {
            _head.Add(record);
            if (record is EndOfDocument)
            {
                row.StartRow(_key);
                WriteVersion(row, _head.Newest, withDigest: false);
                row.Write(_head.Start.CreatedAt);
                row.Write(_head.Start.CreatedBy.Id);
                row.Write(_head.Start.CreatedBy.Name);
                row.Write(_head.Start.CreatedVersion);
                row.Write(_head.Run.Base);
                row.Write(_head.Run.Highest);
                row.Write(_head.Run.AcceptedAt);
                row.Write(_head.Chain.Bytes);
            }
        });

        void Copy(string columns, Action<CopyRow, ArchiveRecord> write)
        {
            _key = key;
            using var importer = _connection.BeginBinaryImport($"COPY {columns} FROM STDIN (FORMAT BINARY)");
            var row = new CopyRow(importer);
            foreach (var record in records)
            {
                _key = record is ArchivedDocument next ? next.Key : _key;
                write(row, record);
            }

            importer.Complete();
        }
    }

    protected override void DeleteDocumentsAfter(DocumentKey key)
    {
        foreach (var table in (ReadOnlySpan<string>)["revisions", "sessions", "conflicts", "documents"])
        {
            using var delete = new NpgsqlCommand($"DELETE FROM {table} WHERE (collection, id) > ($1, $2)", _connection) { Parameters = { Column.One(key.Collection), Column.One(key.Id) } };
            delete.ExecuteNonQuery();
        }
    }

    private static void WriteVersion(CopyRow row, ArchivedVersion v, bool withDigest)
    {
        row.Write(v.Version);
        row.Write(Convert.ToInt64(v.Nonce, 16));
        row.Write(v.SavedAt);
        row.Write(v.SavedBy.Id);
        row.Write(v.SavedBy.Name);
        row.Write(v.Session is null ? null : Convert.FromHexString(v.Session));
        row.Write(v.Sequence);
        if (withDigest)
        {
            row.Write(v.Digest is null ? null : Convert.FromHexString(v.Digest));
        }

        row.Write(v.Base);
        row.Write((short)v.Outcome);
        row.Write(v.Deleted);
        row.Write(v.ContentType);
        row.Write(v.Size);
        row.Write(v.IsFull);
        row.Write(v.IsSubmission);
        row.Write(v.Snapshot);
    }

    private static bool HasProgress(NpgsqlConnection connection)
    {
        using var command = new NpgsqlCommand($"SELECT count(*) FROM secrets WHERE name = '{ImportProgress.Name}'", connection);
        try
        {
            return (long)command.ExecuteScalar()! > 0;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable)
        {
            return false;
        }
    }

    /// <summary>A row of a <c>COPY</c>.</summary>
    private readonly struct CopyRow(NpgsqlBinaryImporter importer)
    {
        public void StartRow(DocumentKey key)
        {
            importer.StartRow();
            Write(key.Collection);
            Write(key.Id);
        }

        public void Write(string? value) => Write(value, NpgsqlDbType.Text);

        public void Write(byte[]? value) => Write(value, NpgsqlDbType.Bytea);

        public void Write(int? value) => Write(value, NpgsqlDbType.Integer);

        public void Write(bool? value) => Write(value, NpgsqlDbType.Boolean);

        public void Write(short? value) => Write(value, NpgsqlDbType.Smallint);

        public void Write(long? value) => Write(value, NpgsqlDbType.Bigint);

        public void Write(DateTimeOffset? value) => Write(value?.UtcDateTime, NpgsqlDbType.TimestampTz);

        private void Write<T>(T? value, NpgsqlDbType type)
            where T : class
        {
            if (value is null)
            {
                importer.WriteNull();
            }
            else
            {
                importer.Write(value, type);
            }
        }

        private void Write<T>(T? value, NpgsqlDbType type)
            where T : struct
        {
            if (value is { } present)
            {
                importer.Write(present, type);
            }
            else
            {
                importer.WriteNull();
            }
        }
    }
}
