using SyncServer.Storage.Sqlite;
using SyncServer.Storage.Tests.Live;

namespace SyncServer.Storage.Tests.Sqlite;

/// <summary>The contract of the change feed on SQLite.</summary>
public sealed class SqliteFeedTests() : ChangeFeedContract(new SqliteBackend(cacheBytes: 1 << 20))
{
    private string File => SqliteStore.FileOf(((SqliteBackend)Backend).ConnectionString);

    /// <inheritdoc/>
    protected override Task BackUpAsync() => CopyAsync(File, File + ".backup");

    /// <inheritdoc/>
    protected override Task RestoreAsync() => CopyAsync(File + ".backup", File);

    private Task CopyAsync(string from, string to)
    {
        Backend.Reopen();
        System.IO.File.Copy(from, to, overwrite: true);
        return Task.CompletedTask;
    }
}
