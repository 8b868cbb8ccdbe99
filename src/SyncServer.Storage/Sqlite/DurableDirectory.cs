using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace SyncServer.Storage.Sqlite;

/// <summary>Makes the names of files durable: a file that was created, renamed or removed may be as before after a power cut, until its directory is synced.</summary>
internal static partial class DurableDirectory
{
    /// <summary>Returns when the names in the directory of a file are on disk. Windows does that by itself.</summary>
    /// <exception cref="IOException">The directory cannot be synced.</exception>
    public static void Sync(string file)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var directory = Path.GetDirectoryName(file)!;
        // File.OpenHandle does not open directories. 0 is O_RDONLY.
        using var handle = Open(directory, 0);
        if (handle.IsInvalid)
        {
            throw new IOException($"{directory} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        RandomAccess.FlushToDisk(handle);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);
}
