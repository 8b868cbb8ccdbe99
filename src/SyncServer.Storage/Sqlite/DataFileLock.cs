using System.Globalization;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Ensures that only one process uses a database file. Heads are cached, so a second writer would make wrong decisions and must be refused at start. The
/// lock is on a separate file, because closing a handle of the database file would drop SQLite's locks.
/// </summary>
internal sealed class DataFileLock : IDisposable
{
    private readonly FileStream _file;

    private DataFileLock(FileStream file) => _file = file;

    /// <summary>Acquires the lock. It is released when the process ends, at the latest.</summary>
    /// <exception cref="DataFileInUseException">Another process holds the lock.</exception>
    public static DataFileLock Acquire(string databasePath)
    {
        var path = databasePath + ".lock";
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new DataFileInUseException(
                $"Another SyncServer process is using {databasePath}. Stop it first, or point ConnectionStrings:Documents at another file.", e);
        }

        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "\n"));
        file.Flush();
        return new DataFileLock(file);
    }

    public void Dispose() => _file.Dispose();

    // EWOULDBLOCK of Linux and macOS, ERROR_SHARING_VIOLATION of Windows.
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) == (OperatingSystem.IsWindows() ? 32 : OperatingSystem.IsMacOS() ? 35 : 11);
}
