using Microsoft.Data.Sqlite;
using SQLitePCL;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>Backups of a SQLite file.</summary>
internal static class SqliteBackup
{
    /// <summary>Writes a consistent copy of the database. Another process may have it open and write to it.</summary>
    /// <param name="path">The database.</param>
    /// <param name="target">The copy, which must not exist.</param>
    /// <param name="cancellation">Ends the copying.</param>
    /// <exception cref="IOException">The target exists, or cannot be written.</exception>
    /// <exception cref="SqliteException">The database cannot be read.</exception>
    public static void Create(string path, string target, CancellationToken cancellation)
    {
        if (File.Exists(target))
        {
            throw new IOException($"{target} exists.");
        }

        var partial = target + ".partial";
        File.Delete(partial);
        try
        {
            // Only its owner may read it: it has password hashes and keys. SQLite writes into an empty file.
            new FileStream(partial, Archive.ArchiveFolder.NewFile).Dispose();
            using (var connection = OpenForReading(path))
            {
                using var stop = connection.InterruptOn(cancellation);
                using var pace = new PacedWrite(connection, partial);
                using var command = connection.CreateCommand();
                command.CommandText = "VACUUM INTO $partial";
                command.CommandTimeout = 0;
                command.Parameters.AddWithValue("$partial", partial);
                command.ExecuteNonQuery();
            }

            // Also makes the file durable.
            FileStamp.Renew(partial);
            Check(partial, cancellation);
            File.Move(partial, target);
            DurableDirectory.Sync(target);
        }
        catch
        {
            File.Delete(partial);
            cancellation.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Replaces the database by a backup. A crash leaves one of the two, whole.</summary>
    /// <param name="source">The backup. It is not changed.</param>
    /// <param name="path">The database, which no process may have open. It may be missing or damaged.</param>
    /// <exception cref="DataFileInUseException">A server is using the database.</exception>
    /// <exception cref="InvalidDataException">The source is damaged, or not a database of this server.</exception>
    public static void Restore(string source, string path)
    {
        Check(source, CancellationToken.None);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var fileLock = DataFileLock.Acquire(path);
        var copy = path + ".restoring";
        File.Copy(source, copy, overwrite: true);
        FileStamp.Renew(copy);
        MoveLog(path);
        // The log is empty, or of no use: it must not meet the new file.
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        DurableDirectory.Sync(path);
        File.Move(copy, path, overwrite: true);
        DurableDirectory.Sync(path);
    }

    /// <summary>Opens a database that another process may have open.</summary>
    public static SqliteConnection OpenForReading(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>Makes a statement in progress fail when it is cancelled.</summary>
    public static CancellationTokenRegistration InterruptOn(this SqliteConnection connection, CancellationToken cancellation) =>
        cancellation.Register(() => raw.sqlite3_interrupt(connection.Handle!));

    private static void Check(string path, CancellationToken cancellation)
    {
        try
        {
            using var connection = OpenForReading(path);
            using var stop = connection.InterruptOn(cancellation);
            using var command = connection.CreateCommand();
            command.CommandTimeout = 0;
            command.CommandText = "SELECT count(*) FROM __EFMigrationsHistory";
            command.ExecuteScalar();
            command.CommandText = "PRAGMA quick_check(1)";
            if ((string)command.ExecuteScalar()! is not "ok" and var damage)
            {
                throw new InvalidDataException($"{path} is damaged: {damage}");
            }
        }
        catch (SqliteException e)
        {
            throw new InvalidDataException($"{path} is not a database of this server: {e.Message}", e);
        }
    }

    /// <summary>Moves a log into the file that it belongs to, so that the file is whole without it.</summary>
    private static void MoveLog(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                FileStamp.Check(path);
                using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
                connection.Open();
                using var command = connection.CreateCommand();
                command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
                command.ExecuteNonQuery();
            }
        }
        catch (Exception e) when (e is SqliteException or DataFileReplacedException)
        {
            // The database is damaged, or the log is of another file. Both are replaced.
        }
    }
}
