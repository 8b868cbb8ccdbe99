using System.Text;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Live;
using SyncServer.Core.Locking;
using SyncServer.Core.Saving;
using SyncServer.Storage.Sqlite;

namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>SQLite in a separate directory.</summary>
/// <param name="cacheBytes">The size of the cache; 0 for none, so that every save reads the database.</param>
/// <param name="sessions">The limits of session records; null for the default.</param>
public sealed class SqliteBackend(long cacheBytes, SessionLimits? sessions = null) : IBackend
{
    private readonly string _directory = Directory.CreateTempSubdirectory("syncserver-storage-").FullName;
    private SqliteStore? _store;

    /// <inheritdoc/>
    public string ConnectionString => $"Data Source={Path.Combine(_directory, "sync.db")}";

    /// <inheritdoc/>
    public ManualClock Clock { get; } = new();

    /// <inheritdoc/>
    public IDocumentLog Log => Store.Log;

    /// <inheritdoc/>
    public IDocumentReader Reader => Store.Reader;

    /// <inheritdoc/>
    public IConflictLog Conflicts => Store.Conflicts;

    /// <inheritdoc/>
    public IHistoryThinner Thinner => Store.Thinner;

    /// <inheritdoc/>
    public IEraser Eraser => Store.Eraser;

    /// <inheritdoc/>
    public ILockStore Locks => Store.Locks;

    /// <inheritdoc/>
    public IChangeFeed Changes => Store.Changes;

    /// <inheritdoc/>
    public IAccessList Access => Store.Access;

    private SqliteStore Store => _store ??= SqliteStore.Open(ConnectionString, cacheBytes, sessions ?? SessionLimits.Default, Clock);

    /// <inheritdoc/>
    public async Task<bool> ContainsAsync(string word)
    {
        Reopen();
        // The last connection has moved the write-ahead log into the file.
        return Assert.Single(Directory.GetFiles(_directory, "sync.db*"), file => !file.EndsWith(".lock", StringComparison.Ordinal)) is var file
            && (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(word)) >= 0;
    }

    /// <inheritdoc/>
    public void Reopen()
    {
        _store?.Dispose();
        _store = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Reopen();
        Directory.Delete(_directory, recursive: true);
    }
}
