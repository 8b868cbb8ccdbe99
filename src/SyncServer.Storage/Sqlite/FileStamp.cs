using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using SQLitePCL;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Shows that a file is the one to which the write-ahead log belongs. After each complete checkpoint a random number is written to the log: to the header of
/// the database (<c>user_version</c>), and to a row together with the number before it. The header of the file has one of the
/// two numbers of the row, unless the file was replaced while the log existed.
/// </summary>
/// <param name="Before">The number that the file had when the log was begun.</param>
/// <param name="Current">The number that it gets with the next checkpoint.</param>
internal readonly record struct FileStamp(int Before, int Current)
{
    // The offset of user_version in the header of a database file, big-endian (https://sqlite.org/fileformat2.html#the_database_header).
    private const int Offset = 60;

    /// <summary>Whether the file of an open database has one of the numbers.</summary>
    public bool IsOf(string path) => File.Exists(path) && ReadOpen(path) is { } number && Has(number);

    /// <summary>The stamp after this one, for a file that has all of the log.</summary>
    public static FileStamp After(string path) => new(ReadOpen(path) ?? 0, RandomNumberGenerator.GetInt32(1, int.MaxValue));

    /// <summary>The statements that write the stamp.</summary>
    public string ToSql() => string.Create(CultureInfo.InvariantCulture, $"""
        BEGIN IMMEDIATE;
        INSERT INTO secrets (name, value) VALUES ('file-stamp', x'{Before:x8}{Current:x8}') ON CONFLICT (name) DO UPDATE SET value = excluded.value;
        PRAGMA user_version = {Current};
        COMMIT;
        """);

    /// <summary>Gives a closed file another number, so that no log of the file that it was copied from belongs to it.</summary>
    public static void Renew(string path)
    {
        Span<byte> number = stackalloc byte[4];
        RandomNumberGenerator.Fill(number);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.Write(file, number, Offset);
        RandomAccess.FlushToDisk(file);
    }

    /// <summary>Checks a file that a process has left behind with a log. Nothing is written to either.</summary>
    /// <exception cref="DataFileReplacedException">The log is of another file.</exception>
    public static void Check(string path)
    {
        if (new FileInfo(path + "-wal") is not { Exists: true, Length: > 0 } || !File.Exists(path))
        {
            return;
        }

        var number = ReadClosed(path);
        using var connection = OpenForReading(path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'secrets'";
        if ((long)command.ExecuteScalar()! == 0)
        {
            return;
        }

        command.CommandText = "SELECT value FROM secrets WHERE name = 'file-stamp'";
        if (command.ExecuteScalar() is byte[] { Length: 8 } value
            && !new FileStamp(BinaryPrimitives.ReadInt32BigEndian(value), BinaryPrimitives.ReadInt32BigEndian(value.AsSpan(4))).Has(number))
        {
            throw new DataFileReplacedException(
                $"{path}-wal belongs to another file than {path}, which was replaced after the server had stopped. To keep {path} as it is now, delete {path}-wal and {path}-shm. Use the restore command to put a backup in place.");
        }
    }

    private bool Has(int number) => number == Before || number == Current;

    // After a power cut the file may be shorter than its header says, so that SQLite needs the log to read it.
    private static int ReadClosed(string path)
    {
        Span<byte> number = stackalloc byte[4];
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        // A new file is empty.
        return RandomAccess.Read(file, number, Offset) == 4 ? BinaryPrimitives.ReadInt32BigEndian(number) : 0;
    }

    // Through SQLite, but without the log. Closing another handle of the file would release all locks that the process has on it (fcntl), and then the next
    // process that opens and closes the database would take itself for the last one and delete the log, while the server goes on writing to it.
    private static int? ReadOpen(string path)
    {
        try
        {
            using var connection = OpenForReading($"{new Uri(path).AbsoluteUri}?immutable=1");
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version";
            return (int)(long)command.ExecuteScalar()!;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == raw.SQLITE_NOTADB)
        {
            return null;
        }
    }

    private static SqliteConnection OpenForReading(string source)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = source, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
