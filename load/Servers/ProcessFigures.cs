namespace SyncServer.Load.Servers;

/// <summary>The counters of Linux for a process since its start, including exited children.</summary>
/// <param name="Cpu">Processor time, user and kernel.</param>
/// <param name="DiskBytes">Bytes of dirtied pages (write_bytes), which will be written to the disk.</param>
/// <param name="WrittenBytes">Bytes passed to write calls (wchar), without sockets.</param>
/// <param name="PeakMegabytes">The peak memory (VmHWM).</param>
internal readonly record struct ProcessFigures(TimeSpan Cpu, long DiskBytes, long WrittenBytes, double PeakMegabytes)
{
    // The kernel reports CPU time in hundredths of a second (USER_HZ).
    private const int TicksPerSecond = 100;

    public static ProcessFigures Read(int process)
    {
        var folder = $"/proc/{process}/";
        var stat = File.ReadAllText(folder + "stat");
        // The name in the second field may contain spaces, so fields are counted from its closing bracket.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = fields[(14 - 3)..(18 - 3)].Sum(long.Parse);
        var io = File.ReadAllLines(folder + "io");
        return new ProcessFigures(
            TimeSpan.FromSeconds((double)ticks / TicksPerSecond),
            Value(io, "write_bytes:"),
            Value(io, "wchar:"),
            Value(File.ReadAllLines(folder + "status"), "VmHWM:") / 1024.0);
    }

    /// <summary>The difference between two readings, with the later peak.</summary>
    public static ProcessFigures operator -(ProcessFigures later, ProcessFigures earlier) => new(
        later.Cpu - earlier.Cpu, later.DiskBytes - earlier.DiskBytes, later.WrittenBytes - earlier.WrittenBytes, later.PeakMegabytes);

    /// <summary>The sum of two processes, with the higher peak.</summary>
    public static ProcessFigures operator +(ProcessFigures one, ProcessFigures other) => new(
        one.Cpu + other.Cpu, one.DiskBytes + other.DiskBytes, one.WrittenBytes + other.WrittenBytes, Math.Max(one.PeakMegabytes, other.PeakMegabytes));

    private static long Value(string[] lines, string name)
    {
        // A zombie process has no memory, and no such line.
        var line = lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim());
    }
}
