using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using SQLitePCL;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Slows down a statement that writes a large file: it is made durable every few megabytes, and the disk is left to others for as long as that took. Otherwise the
/// operating system writes all of it at once at the end, and every commit beside it waits.
/// </summary>
internal sealed class PacedWrite : IDisposable
{
    private const long StepBytes = 4 * 1024 * 1024;
    private const int InstructionsBetweenChecks = 10_000;

    private readonly SqliteConnection _connection;
    private readonly SafeFileHandle _file;
    private long _durable;

    /// <summary>Slows down the statements of a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="path">The file that they write.</param>
    public PacedWrite(SqliteConnection connection, string path)
    {
        _connection = connection;
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        raw.sqlite3_progress_handler(connection.Handle!, InstructionsBetweenChecks, _ => Continue(), null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        raw.sqlite3_progress_handler(_connection.Handle!, 0, null, null);
        _file.Dispose();
    }

    private int Continue()
    {
        var length = RandomAccess.GetLength(_file);
        if (length - _durable >= StepBytes)
        {
            var started = Stopwatch.GetTimestamp();
            RandomAccess.FlushToDisk(_file);
            _durable = length;
#pragma warning disable RS0030 // SQLite calls this on its thread, which is to pause.
            Thread.Sleep(Stopwatch.GetElapsedTime(started));
#pragma warning restore RS0030
        }

        return 0;
    }
}
