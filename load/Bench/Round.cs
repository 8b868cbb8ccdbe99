using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>One measured stretch of requests.</summary>
/// <param name="Tally">What the clients saw.</param>
/// <param name="Spent">What the server used meanwhile.</param>
/// <param name="Database">What the database's own processes used meanwhile.</param>
/// <param name="BenchCpu">What the bench itself, with the tools that it started, used meanwhile: it shares the machine.</param>
internal sealed record Round(Tally Tally, ProcessFigures Spent, ProcessFigures Database, TimeSpan BenchCpu)
{
    public double PerSecond => Tally.PerSecond;

    public double MicrosecondsEach => 1e6 / PerSecond;

    public double CpuEach => Spent.Cpu.TotalMicroseconds / Tally.Answers;

    public double DatabaseCpuEach => Database.Cpu.TotalMicroseconds / Tally.Answers;

    public double BenchCpuEach => BenchCpu.TotalMicroseconds / Tally.Answers;

    public double DiskBytesEach => (double)(Spent.DiskBytes + Database.DiskBytes) / Tally.Answers;

    public double WrittenBytesEach => (double)(Spent.WrittenBytes + Database.WrittenBytes) / Tally.Answers;
}
