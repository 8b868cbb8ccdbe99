using SyncServer.Load.Hammer;
using SyncServer.Load.Servers;

namespace SyncServer.Load.Bench;

/// <summary>A storm on some nodes: quiet phases and storms in turn, and their results.</summary>
/// <param name="name">The name in the table.</param>
/// <param name="nodes">The nodes: the owner saves on the first, the stale sessions on the last.</param>
/// <param name="postgres">The PostgreSQL server of the nodes, which counts statements.</param>
/// <param name="database">The connection string of the database.</param>
internal sealed class StormRow(string name, IReadOnlyList<ServerProcess> nodes, Postgres postgres, string database)
{
    private readonly Storm _storm = new(nodes[0], nodes[^1], DefaultLoad.Small);
    private readonly List<StormPhase> _quiet = [];
    private readonly List<StormPhase> _storms = [];

    public static string[] Columns { get; } =
    [
        "", "owner's saves/s, quiet", "in the storm", "ratio", "refused/s", "p50 ms", "p99 ms", "reloads/s", "other responses",
        "statements/accepted save", "statements/refused save", "CPU us/refused save", "database CPU us/refused save",
    ];

    public string Name => name;

    public double OfQuiet => Median.Of(_storms.Zip(_quiet, (storm, quiet) => storm.AcceptedPerSecond / quiet.AcceptedPerSecond));

    /// <summary>The statements of the storms, minus those of the owner's saves.</summary>
    public double StatementsForRefusal => ForRefusal(phase => phase.Statements);

    /// <summary>The sums.</summary>
    public string Sums =>
        $"Statements, {name}: {_quiet.Sum(phase => phase.Statements):n0} for {_quiet.Sum(phase => phase.Accepted):n0} accepted saves in the quiet, "
        + $"{_storms.Sum(phase => phase.Statements):n0} for {_storms.Sum(phase => phase.Accepted):n0} accepted and {_storms.Sum(phase => phase.Refused):n0} refused ones "
        + $"and {_storms.Sum(phase => phase.Tally.Reloads.Answers):n0} reloads in the storms.";

    public string[] Row =>
    [
        name,
        $"{Median.Of(_quiet.Select(phase => phase.AcceptedPerSecond)):f0}",
        $"{Median.Of(_storms.Select(phase => phase.AcceptedPerSecond)):f0}",
        $"{OfQuiet:f2}",
        $"{Median.Of(_storms.Select(phase => phase.Refused / phase.Tally.Stale.Seconds)):f0}",
        $"{Median.Of(_storms.Select(phase => phase.Tally.Stale.Percentile(0.50))):f2}",
        $"{Median.Of(_storms.Select(phase => phase.Tally.Stale.Percentile(0.99))):f2}",
        $"{Median.Of(_storms.Select(phase => phase.Tally.Reloads.PerSecond)):f0}",
        $"{_storms.Sum(phase => phase.Tally.Stale.Others + phase.Tally.Reloads.Others)}",
        $"{(double)_quiet.Sum(phase => phase.Statements) / _quiet.Sum(phase => phase.Accepted):f2}",
        $"{StatementsForRefusal:f3}",
        $"{ForRefusal(phase => phase.Nodes.Cpu.TotalMicroseconds):f0}",
        $"{ForRefusal(phase => phase.Database.Cpu.TotalMicroseconds):f0}",
    ];

    public async Task MeasureAsync(BenchOptions options, CancellationToken cancellation)
    {
        await _storm.PrepareAsync(cancellation);
        await _storm.QuietAsync(options.RoundTime, cancellation);
        await _storm.RageAsync(options.RoundTime, cancellation);
        for (var i = 0; i < options.Rounds; i++)
        {
            _quiet.Add(await MeasureAsync(_storm.QuietAsync, options.RoundTime, cancellation));
            _storms.Add(await MeasureAsync(_storm.RageAsync, options.RoundTime, cancellation));
        }
    }

    private async Task<StormPhase> MeasureAsync(Func<TimeSpan, CancellationToken, Task<StormTally>> phase, TimeSpan time, CancellationToken cancellation)
    {
        var statements = await postgres.StatementsAsync(database);
        var (ownCpu, databaseCpu) = (NodeFigures(), postgres.Figures);
        var tally = await phase(time, cancellation);
        var (ownAfter, databaseAfter) = (NodeFigures(), postgres.Figures);
        return new StormPhase(tally, await postgres.StatementsAsync(database) - statements, ownAfter - ownCpu, databaseAfter - databaseCpu);
    }

    private ProcessFigures NodeFigures() => nodes.Aggregate(default(ProcessFigures), (sum, node) => sum + node.Figures);

    /// <summary>A figure per refused save, after subtracting the cost of the owner's saves in the quiet phases.</summary>
    private double ForRefusal(Func<StormPhase, double> figure)
    {
        var accepted = _quiet.Sum(figure) / _quiet.Sum(phase => phase.Accepted);
        return (_storms.Sum(figure) - (accepted * _storms.Sum(phase => phase.Accepted))) / _storms.Sum(phase => phase.Refused);
    }
}
