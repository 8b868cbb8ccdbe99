using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>One measured round of requests.</summary>
/// <param name="Tally">The results of the clients.</param>
/// <param name="Spent">The resources that the server used.</param>
/// <param name="Database">The resources that the database processes used.</param>
/// <param name="BenchCpu">The CPU time of the bench and its tools, which share the machine.</param>
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
