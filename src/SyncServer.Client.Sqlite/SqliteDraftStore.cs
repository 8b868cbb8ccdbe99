using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace SyncServer.Client;

/// <summary>
/// Stores drafts in a SQLite database for one server. Only one process may use the database: the store holds the lock of a file beside it, which the operating system releases when
/// the process ends or crashes. After an error the database is opened again by the next call.
/// </summary>
public sealed class SqliteDraftStore : IDraftStore, IDisposable
{
    private const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS drafts (
            user TEXT NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL, unsaved INTEGER NOT NULL, written_at INTEGER NOT NULL, draft BLOB NOT NULL,
            PRIMARY KEY (user, collection, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS broken_drafts (user TEXT NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL, written_at INTEGER NOT NULL, draft BLOB NOT NULL);
        """;

    private readonly string _connectionString;
    private readonly FileStream _lock;
    private readonly SemaphoreSlim _turn = new(1);
    private SqliteConnection? _connection;

    /// <summary>Opens the database, and creates it if it is missing.</summary>
    /// <param name="path">The path of the file. Its directory must exist.</param>
    /// <exception cref="IOException">Another process uses the database, or its directory does not exist.</exception>
    /// <exception cref="SqliteException">The file cannot be opened as a database.</exception>
    public SqliteDraftStore(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ToString();
        _lock = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            _connection = Open();
        }
        catch
        {
            _lock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<Draft?> ReadAsync(DraftKey key, CancellationToken cancellation) =>
        (await RunAsync(connection => Read(connection, "user = $user AND collection = $collection AND id = $id", Parameters(key)), cancellation).ConfigureAwait(false)).FirstOrDefault();

    /// <inheritdoc/>
    public async IAsyncEnumerable<Draft> ReadUnsavedAsync(string user, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var draft in await RunAsync(connection => Read(connection, "user = $user AND unsaved", [("$user", user)]), cancellation).ConfigureAwait(false))
        {
            yield return draft;
        }
    }

    /// <inheritdoc/>
    public async ValueTask WriteAsync(Draft draft, CancellationToken cancellation) => await RunAsync(
        connection => Execute(
            connection,
            "INSERT OR REPLACE INTO drafts (user, collection, id, unsaved, written_at, draft) VALUES ($user, $collection, $id, $unsaved, $writtenAt, $draft)",
            [.. Parameters(draft.Key), ("$unsaved", draft.IsUnsaved), ("$writtenAt", draft.WrittenAt?.ToUnixTimeMilliseconds() ?? long.MaxValue), ("$draft", draft.ToBytes())]),
        cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(DraftKey key, CancellationToken cancellation) => await RunAsync(
        connection => Execute(connection, "DELETE FROM drafts WHERE user = $user AND collection = $collection AND id = $id", Parameters(key)), cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask ClearAsync(string user, CancellationToken cancellation) => await RunAsync(
        connection => Execute(
            connection, "PRAGMA secure_delete = ON; DELETE FROM drafts WHERE user = $user; DELETE FROM broken_drafts WHERE user = $user; PRAGMA wal_checkpoint(TRUNCATE)", [("$user", user)]),
        cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public async ValueTask DeleteExpiredAsync(DateTimeOffset writtenBefore, CancellationToken cancellation) => await RunAsync(
        connection => Execute(
            connection, "DELETE FROM drafts WHERE written_at < $time; DELETE FROM broken_drafts WHERE written_at < $time", [("$time", writtenBefore.ToUnixTimeMilliseconds())]),
        cancellation).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _connection?.Dispose();
        _turn.Dispose();
        _lock.Dispose();
    }

    private static (string Name, object Value)[] Parameters(DraftKey key) => [("$user", key.User), ("$collection", key.Collection), ("$id", key.Id)];

    private static int Execute(SqliteConnection connection, string sql, (string Name, object Value)[] parameters)
    {
        using var command = Command(connection, sql, parameters);
        return command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    private static List<Draft> Read(SqliteConnection connection, string condition, (string Name, object Value)[] parameters)
    {
        var drafts = new List<Draft>();
        var broken = new List<DraftKey>();
        using (var command = Command(connection, "SELECT user, collection, id, draft FROM drafts WHERE " + condition, parameters))
        using (var reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                try
                {
                    drafts.Add(Draft.FromBytes(reader.GetFieldValue<byte[]>(3)) with { User = reader.GetString(0) });
                }
                catch (JsonException)
                {
                    broken.Add(new DraftKey(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
                }
            }
        }

        // Corrupt, or of a later version of the client: it is set aside.
        broken.ForEach(key => Execute(
            connection,
            """
            INSERT INTO broken_drafts SELECT user, collection, id, written_at, draft FROM drafts WHERE user = $user AND collection = $collection AND id = $id;
            DELETE FROM drafts WHERE user = $user AND collection = $collection AND id = $id
            """,
            Parameters(key)));
        return drafts;
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            Execute(connection, Schema, []);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Uses the connection, which blocks: not on the caller's thread, which may be that of a user interface.</summary>
    private async Task<T> RunAsync<T>(Func<SqliteConnection, T> use, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return use(_connection ??= Open());
        }
        catch (SqliteException)
        {
            _connection?.Dispose();
            _connection = null;
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }
}
