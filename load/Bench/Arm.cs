using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>One side of a comparison: a server and the saves that a round sends it.</summary>
internal sealed class Arm(string name, ServerProcess server, Func<CancellationToken, Task<Tally>> saves)
{
    private readonly List<Round> _rounds = [];

    public string Name => name;

    public IReadOnlyList<Round> Rounds => _rounds;

    public double PeakMegabytes => _rounds[^1].Spent.PeakMegabytes;

    public int Refused => _rounds.Sum(round => round.Tally.Refused);

    /// <summary>Two rounds that do not count: caches fill, and the compiler, which gets little of a busy machine, has its time.</summary>
    public async Task WarmUpAsync(CancellationToken cancellation)
    {
        await saves(cancellation);
        await saves(cancellation);
    }

    public async Task MeasureAsync(CancellationToken cancellation)
    {
        var figures = server.Figures;
        var bench = Environment.CpuUsage.TotalTime;
        var tally = await saves(cancellation);
        _rounds.Add(new Round(tally, server.Figures - figures, Environment.CpuUsage.TotalTime - bench));
    }

    public double Median(Func<Round, double> figure) => Median(_rounds.Select(figure));

    /// <summary>How many times the other's figure this one's is, round by round: a slow minute of the machine touches both.</summary>
    public double MedianRatio(Arm other, Func<Round, double> figure) =>
        Median(_rounds.Zip(other._rounds, (own, others) => figure(own) / figure(others)));

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

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
