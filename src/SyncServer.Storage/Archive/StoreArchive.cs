using System.Data.Common;

namespace SyncServer.Storage.Archive;

/// <summary>Exports, imports, copies and checks stores. Everything is read and written as a stream. Each method returns the numbers of documents and versions, as a text.</summary>
public static class StoreArchive
{
    /// <summary>The default size at which a part of an archive ends, in bytes.</summary>
    public const long DefaultPartBytes = 64_000_000;

    /// <summary>Whether an archive with this name is a zip file, and not a folder.</summary>
    public static bool IsZip(string path) => path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes an archive of a store. A server may be using it. An interrupted export to a folder continues after its last complete part.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <param name="path">A folder, or a zip file that does not exist.</param>
    /// <param name="partBytes">The size at which a part ends, in bytes.</param>
    /// <param name="progress">Receives a line every few seconds.</param>
    /// <exception cref="IOException">The archive exists, or cannot be written.</exception>
    /// <exception cref="InvalidDataException">The folder has an archive of another database, or a version cannot be read.</exception>
    public static string Export(string connectionString, string path, long partBytes, Action<string> progress)
    {
        using var source = StoreSource.Open(connectionString, exclusive: false);
        using var target = new ArchiveWriter(IsZip(path) ? ArchiveZip.Begin(path) : ArchiveFolder.Begin(path), source.LostFrom, partBytes);
        return Run(source, target, checks: false, progress);
    }

    /// <summary>Writes an archive into an empty store that no server uses. An interrupted import continues.</summary>
    /// <param name="connectionString">The connection string of the database. Its tables are created if needed.</param>
    /// <param name="path">A folder or a zip file.</param>
    /// <param name="progress">Receives a line every few seconds.</param>
    /// <exception cref="InvalidDataException">The store is not empty or is used by a server, the archive is not complete, or a document is damaged.</exception>
    public static string Import(string connectionString, string path, Action<string> progress)
    {
        using var source = ArchiveReader.Open(path);
        using var target = StoreTarget.Open(connectionString);
        return Run(source, target, checks: true, progress);
    }

    /// <summary>
    /// Copies a store into an empty one. No server may be using either. An interrupted copy continues. Then the old store is marked, so that no server starts on it
    /// (<see cref="Reopen"/>).
    /// </summary>
    /// <param name="from">The connection string of the store.</param>
    /// <param name="to">The connection string of the new store. Its tables are created if needed.</param>
    /// <param name="progress">Receives a line every few seconds.</param>
    /// <exception cref="InvalidDataException">The new store is not empty, a server is using one of them, or a document is damaged.</exception>
    /// <returns>The numbers of documents and versions, and the place of the new store.</returns>
    public static (string Counts, string Location) Copy(string from, string to, Action<string> progress)
    {
        using var source = StoreSource.Open(from, exclusive: true);
        using var target = StoreTarget.Open(to);
        var transfer = new Transfer(progress);
        transfer.Run(source, target, checks: true);
        // Before the new store is complete, so that there is never a server on each.
        source.Mark(target.Location);
        target.Complete();
        return (transfer.ToString(), target.Location);
    }

    /// <summary>Makes a store usable again that was copied. No server may be using it.</summary>
    /// <param name="connectionString">The connection string of the store.</param>
    /// <returns>Whether it was marked as copied.</returns>
    public static bool Reopen(string connectionString)
    {
        using var source = StoreSource.Open(connectionString, exclusive: true);
        return source.Mark(to: null);
    }

    /// <summary>Reads everything in a store and reports what is damaged. A server may be using it.</summary>
    /// <param name="connectionString">The connection string of the database.</param>
    /// <param name="report">Receives each fault in one line.</param>
    /// <param name="progress">Receives a line every few seconds.</param>
    public static string Check(string connectionString, Action<string> report, Action<string> progress)
    {
        using var source = StoreSource.Open(connectionString, exclusive: false);
        var transfer = new Transfer(progress);
        try
        {
            transfer.Check(source, fault => report(fault.ToString()));
        }
        catch (Exception e) when (e is DbException or InvalidCastException or OverflowException)
        {
            report($"The database cannot be read further: {e.Message}");
        }

        return transfer.ToString();
    }

    private static string Run(IArchiveSource source, IArchiveTarget target, bool checks, Action<string> progress)
    {
        var transfer = new Transfer(progress);
        transfer.Run(source, target, checks);
        target.Complete();
        return transfer.ToString();
    }
}
