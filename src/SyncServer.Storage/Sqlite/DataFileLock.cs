using System.Globalization;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// Makes this process the only one on a database file: heads are cached, so a second writer must be refused at start and not be
/// discovered by a wrong decision. The lock is a file of its own, because closing a handle on the database would drop SQLite's locks.
/// </summary>
internal sealed class DataFileLock : IDisposable
{
    private readonly FileStream _file;

    private DataFileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock for as long as the process lives.</summary>
    /// <exception cref="DataFileInUseException">Another process has it.</exception>
    public static DataFileLock Take(string databasePath)
    {
        var path = databasePath + ".lock";
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path) && e is not PathTooLongException)
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
}
