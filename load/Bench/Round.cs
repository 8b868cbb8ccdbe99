using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>One measured stretch of saves.</summary>
/// <param name="Tally">What the clients saw.</param>
/// <param name="Spent">What the server used meanwhile.</param>
/// <param name="BenchCpu">What the bench itself used meanwhile: it shares the machine.</param>
internal sealed record Round(Tally Tally, ProcessFigures Spent, TimeSpan BenchCpu)
{
    public double SavesPerSecond => Tally.InTime / Tally.Seconds;

    public double MicrosecondsPerSave => 1e6 / SavesPerSecond;

    public double CpuPerSave => Spent.Cpu.TotalMicroseconds / Tally.Saves;

    public double BenchCpuPerSave => BenchCpu.TotalMicroseconds / Tally.Saves;

    public double DiskBytesPerSave => (double)Spent.DiskBytes / Tally.Saves;

    public double WrittenBytesPerSave => (double)Spent.WrittenBytes / Tally.Saves;
}
