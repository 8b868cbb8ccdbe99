namespace SyncServer.Load.Servers;

/// <summary>What Linux has counted for a process since it began, with its children that have ended.</summary>
/// <param name="Cpu">Processor time, user and kernel.</param>
/// <param name="DiskBytes">Bytes of pages made dirty on a disk's file system (write_bytes): what the disk will be given.</param>
/// <param name="WrittenBytes">Bytes handed to write calls (wchar); sockets use other calls and are not in it.</param>
/// <param name="PeakMegabytes">The most memory that it ever held (VmHWM).</param>
internal readonly record struct ProcessFigures(TimeSpan Cpu, long DiskBytes, long WrittenBytes, double PeakMegabytes)
{
    // The kernel shows processor time in hundredths of a second, whatever its own tick is.
    private const int TicksPerSecond = 100;

    public static ProcessFigures Read(int process)
    {
        var folder = $"/proc/{process}/";
        var stat = File.ReadAllText(folder + "stat");
        // The name in the second field may hold spaces: count from its closing bracket, where the third field follows.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = fields[(14 - 3)..(18 - 3)].Sum(long.Parse);
        var io = File.ReadAllLines(folder + "io");
        return new ProcessFigures(
            TimeSpan.FromSeconds((double)ticks / TicksPerSecond),
            Value(io, "write_bytes:"),
            Value(io, "wchar:"),
            Value(File.ReadAllLines(folder + "status"), "VmHWM:") / 1024.0);
    }

    /// <summary>What came about between two readings; the peak is the later one's.</summary>
    public static ProcessFigures operator -(ProcessFigures later, ProcessFigures earlier) => new(
        later.Cpu - earlier.Cpu, later.DiskBytes - earlier.DiskBytes, later.WrittenBytes - earlier.WrittenBytes, later.PeakMegabytes);

    /// <summary>Of two processes together; the peak is the higher one's.</summary>
    public static ProcessFigures operator +(ProcessFigures one, ProcessFigures other) => new(
        one.Cpu + other.Cpu, one.DiskBytes + other.DiskBytes, one.WrittenBytes + other.WrittenBytes, Math.Max(one.PeakMegabytes, other.PeakMegabytes));

    private static long Value(string[] lines, string name)
    {
        // A process that has ended and waits for its parent to notice has no memory, and no line about it.
        var line = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
    }
}
