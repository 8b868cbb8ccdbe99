using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>One side of a comparison: a server and the requests of a round.</summary>
/// <param name="name">The name in the table.</param>
/// <param name="server">The server whose resources are measured; null if the requests go to the database directly.</param>
/// <param name="requests">Runs a round.</param>
/// <param name="database">The database processes, if they are separate from the server.</param>
internal sealed class Arm(string name, IMeasured? server, Func<CancellationToken, Task<Tally>> requests, IMeasured? database = null)
{
    private readonly List<Round> _rounds = [];

    public string Name => name;

    public IReadOnlyList<Round> Rounds => _rounds;

    public double PeakMegabytes => _rounds[^1].Spent.PeakMegabytes;

    /// <summary>Responses other than the measured ones, such as refusals of measured saves.</summary>
    public int Others => _rounds.Sum(round => round.Tally.Others);

    public bool HasDatabase => database is not null;

    /// <summary>Runs two warm-up rounds, which fill the caches and let the JIT compiler finish on a busy machine.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        await requests(cancellation);
        await requests(cancellation);
    }

    public async Task MeasureAsync(CancellationToken cancellation)
    {
        var before = Figures();
        var tally = await requests(cancellation);
        var after = Figures();
        _rounds.Add(new Round(tally, after.Server - before.Server, after.Database - before.Database, after.Bench.Cpu - before.Bench.Cpu));
    }

    public double Median(Func<Round, double> figure) => Bench.Median.Of(_rounds.Select(figure));

    /// <summary>The median of the ratios per round, so that a slow phase of the machine affects both.</summary>
    public double MedianRatio(Arm other, Func<Round, double> figure) =>
        Bench.Median.Of(_rounds.Zip(other._rounds, (own, others) => figure(own) / figure(others)));

    /// <summary>Measures the arms in turn, in an order that alternates between rounds.</summary>
    public static async Task InterleaveAsync(IReadOnlyList<Arm> arms, int rounds, CancellationToken cancellation)
    {
        for (var i = 0; i < rounds; i++)
        {
            for (var j = 0; j < arms.Count; j++)
            {
                await arms[(i + j) % arms.Count].MeasureAsync(cancellation);
            }
        }
    }

    private (ProcessFigures Server, ProcessFigures Database, ProcessFigures Bench) Figures() =>
        (server?.Figures ?? default, database?.Figures ?? default, ProcessFigures.Read(Environment.ProcessId));
}
