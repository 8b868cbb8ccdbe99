using System.ComponentModel;

namespace SyncServer.Testing.PowerCut;

/// <summary>
/// A directory whose changes are recorded: each write, sync and rename of the processes that have its <see cref="Environment"/>. From the records it builds what
/// a power cut may leave.
/// </summary>
public sealed class RecordedDisk : IDisposable
{
    private static readonly Lazy<Task<string>> Recorder = new(CompileAsync);

    private readonly TempDirectory _directory;
    private readonly TempDirectory _log = new();
    private readonly Dictionary<string, byte[]> _before;

    private RecordedDisk(TempDirectory directory, string recorder)
    {
        _directory = directory;
        _before = FilesOf(directory.FullPath);
        Environment = new() { ["LD_PRELOAD"] = recorder, ["POWERCUT_ROOT"] = FullPath, ["POWERCUT_LOG"] = LogPath };
    }

    /// <summary>The directory.</summary>
    public string FullPath => _directory.FullPath;

    /// <summary>The environment variables of the processes that use it.</summary>
    public Dictionary<string, string> Environment { get; }

    /// <summary>How much is recorded, in bytes. What a client knows now was done by a process before this point.</summary>
    public long Position => new FileInfo(LogPath) is { Exists: true, Length: var length } ? length : 0;

    private string LogPath => Path.Combine(_log.FullPath, "log");

    /// <summary>Records the changes of a directory, and deletes it at the end.</summary>
    /// <exception cref="InvalidOperationException">The recorder cannot be compiled: it needs gcc.</exception>
    public static async Task<RecordedDisk> InAsync(TempDirectory directory) => new(directory, await Recorder.Value);

    /// <summary>The files of a directory, by name.</summary>
    public static Dictionary<string, byte[]> FilesOf(string directory) => Directory.GetFiles(directory).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes);

    /// <summary>The positions after each record.</summary>
    public IReadOnlyList<long> Moments
    {
        get
        {
            var log = File.ReadAllBytes(LogPath);
            var ends = new List<long>();
            for (var next = 0; DiskRecord.TryRead(log, next, out _, out next);)
            {
                ends.Add(next);
            }

            return ends;
        }
    }

    /// <summary>Builds the disk after power cuts.</summary>
    /// <param name="moments">When: positions in the records, in ascending order. What was recorded after it did not happen.</param>
    /// <param name="isSynced">Whether a sync of the file with this name reaches the disk. An honest disk has all of them.</param>
    /// <returns>The state at each of the moments.</returns>
    public IEnumerable<DiskState> At(IEnumerable<long> moments, Func<string, bool> isSynced)
    {
        var log = File.ReadAllBytes(LogPath);
        var state = new DiskState(_before, isSynced);
        var next = 0;
        foreach (var moment in moments)
        {
            // A process that was killed may have left half a record.
            while (DiskRecord.TryRead(log, next, out var record, out var end) && end <= moment)
            {
                state.Apply(record);
                next = end;
            }

            yield return state;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _log.Dispose();
        _directory.Dispose();
    }

    private static async Task<string> CompileAsync()
    {
        var source = Path.Combine(ServerProcess.RepositoryRoot, "tests/SyncServer.Testing/PowerCut/powercut.c");
        var target = Path.Combine(Path.GetTempPath(), $"syncserver-powercut-{System.Environment.ProcessId}.so");
        try
        {
            await Tool.RunAsync("gcc", "-std=gnu17", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", target, source, "-ldl");
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException("The power-cut tests need gcc, which tests/run.sh installs.", e);
        }

        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(target);
        return target;
    }
}
