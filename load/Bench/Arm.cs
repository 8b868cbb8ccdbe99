using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>One side of a comparison: a server and the requests that a round sends it.</summary>
/// <param name="name">What the table calls it.</param>
/// <param name="server">What it uses of the machine is shown; null where nothing stands before the database.</param>
/// <param name="requests">A round.</param>
/// <param name="database">The database's processes, where they are others than the server.</param>
internal sealed class Arm(string name, IMeasured? server, Func<CancellationToken, Task<Tally>> requests, IMeasured? database = null)
{
    private readonly List<Round> _rounds = [];

    public string Name => name;

    public IReadOnlyList<Round> Rounds => _rounds;

    public double PeakMegabytes => _rounds[^1].Spent.PeakMegabytes;

    /// <summary>Answers other than the measured ones: refusals, where saves are measured.</summary>
    public int Others => _rounds.Sum(round => round.Tally.Others);

    public bool HasDatabase => database is not null;

    /// <summary>Two rounds that do not count: caches fill, and the compiler, which gets little of a busy machine, has its time.</summary>
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

    /// <summary>How many times the other's figure this one's is, round by round: a slow minute of the machine touches both.</summary>
    public double MedianRatio(Arm other, Func<Round, double> figure) =>
        Bench.Median.Of(_rounds.Zip(other._rounds, (own, others) => figure(own) / figure(others)));

    /// <summary>Measures the arms in turn, in an order that changes from round to round.</summary>
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
