using System.Runtime.InteropServices;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>The machine of the measurements.</summary>
internal static class Machine
{
    public static string Describe(string folder)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return string.Join(", ",
            $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}",
            $"{Environment.ProcessorCount} cores ({Processor()})",
            $"{memory:f0} GB memory",
            $"{RuntimeInformation.FrameworkDescription}{(Checkout.IsRelease ? "" : " in a DEBUG build: run with -c Release")}",
            $"Linux {kernel}",
            $"{new DriveInfo(folder).DriveFormat}");
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();
}
