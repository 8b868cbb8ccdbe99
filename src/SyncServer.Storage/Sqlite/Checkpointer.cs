using Microsoft.Data.Sqlite;
using SQLitePCL;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Moves the write-ahead log into the database file, beside the saves: when the log is long, and when nothing was written for a second. All connections leave it
/// to this class. Also watches that the file stays where it is.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private const long LongLog = 48_000_000;
    private const int TicksUntilIdle = 4;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly string _path;
    private readonly Lock _writing;
    private readonly SqliteConnection _connection;
    private readonly Statement _dataVersion;
    private readonly Statement _passive;
    private readonly Statement _truncate;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private FileStamp? _stamp;
    private long _seen;
    private int _ticks;
    private volatile bool _isReplaced;

    /// <summary>Starts with a complete checkpoint of what the process before has left in the log.</summary>
    /// <param name="path">The path of the database.</param>
    /// <param name="writing">The lock that is held during write transactions.</param>
    public Checkpointer(string path, Lock writing)
    {
        (_path, _writing) = (path, writing);
        // Not pooled, as no other code may get a connection with these settings.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        // journal_size_limit: the file of a log that a reader has kept long is truncated afterwards.
        Execute($"PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = {LongLog}");
        _dataVersion = new Statement(_connection, "PRAGMA data_version");
        _passive = new Statement(_connection, "PRAGMA wal_checkpoint(PASSIVE)");
        _truncate = new Statement(_connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        Complete(_truncate);
        _running = Task.Run(RunAsync);
    }

    /// <summary>Checks that what is committed now will be found at the next start.</summary>
    /// <exception cref="StoreUnavailableException">The file was removed or replaced while it was open.</exception>
    public void EnsureInPlace()
    {
        if (_isReplaced || !File.Exists(_path))
        {
            _isReplaced = true;
            throw new StoreUnavailableException($"{_path} was removed or replaced while the server had it open. Restart the server.");
        }
    }

    /// <summary>Checks the file and, if commits fail, makes a durable write as a save does.</summary>
    public void Probe(bool isFailing)
    {
        EnsureInPlace();
        if (!isFailing)
        {
            return;
        }

        using var scope = _writing.EnterScope();
        Execute("INSERT INTO secrets (name, value) VALUES ('probe', randomblob(8)) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
    }

    public void Dispose()
    {
        _stop.Cancel();
        _running.Wait();
        _dataVersion.Dispose();
        _passive.Dispose();
        _truncate.Dispose();
        _connection.Dispose();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(_stop.Token);
                Tick();
            }
            catch (Exception e) when (e is OperationCanceledException or SqliteException or IOException or UnauthorizedAccessException)
            {
                // The server is stopping, or the disk is full or failing: the next tick tries again, and saves report it.
            }
        }
    }

    private void Tick()
    {
        if (_isReplaced || _stamp?.IsOf(_path) == false)
        {
            _isReplaced = true;
            return;
        }

        if (new FileInfo(_path + "-wal") is { Exists: true, Length: > LongLog })
        {
            // Most of it beside the saves, and what was written meanwhile while they wait.
            _passive.First(_ => true);
            Complete(_passive);
        }

        var version = _dataVersion.First(row => row.Long(0));
        _ticks = version == _seen ? _ticks + 1 : 0;
        _seen = version;
        if (_ticks == TicksUntilIdle)
        {
            Complete(_truncate);
        }
    }

    /// <summary>A checkpoint while nothing is written. If a reader does not prevent it, it is complete, and the next log has another stamp.</summary>
    private void Complete(Statement checkpoint)
    {
        using var scope = _writing.EnterScope();
        if (checkpoint.First(row => row.Long(1) >= 0 && row.Long(1) == row.Long(2)))
        {
            var next = FileStamp.After(_path);
            Execute(next.ToSql());
            _stamp = next;
        }
    }

    private void Execute(string sql)
    {
        var result = raw.sqlite3_exec(_connection.Handle!, sql);
        if (result != raw.SQLITE_OK && raw.sqlite3_get_autocommit(_connection.Handle!) == 0)
        {
            raw.sqlite3_exec(_connection.Handle!, "ROLLBACK");
        }

        SqliteException.ThrowExceptionForRC(result, _connection.Handle!);
    }
}
