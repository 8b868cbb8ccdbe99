using SyncServer.Load.Clients;
using SyncServer.Load.Reporting;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Running;

/// <summary>Writes a line for each second, for logs and pipelines.</summary>
/// <param name="output">The output.</param>
internal sealed class PlainDisplay(TextWriter output) : IDisplay
{
    public void Start(IScenario scenario, string server, LoadOptions options)
    {
        output.WriteLine($"{scenario.Name}, {server}: {scenario.Description}");
        output.WriteLine($"  {Describe(options)}");
    }

    public void Second(int number, Moment moment) => output.WriteLine(
        $"  {(number < 0 ? "warm-up" : $"{number + 1} s"),7}  {moment.Accepted,7:n0} saves/s  p99 {moment.P99,7:f1} ms  {moment.Conflicts,6:n0} conflicts  {moment.Errors,6:n0} errors");

    public void Note(string line) => output.WriteLine($"  {line}");

    public void End(RunResult result) => WriteFailures(output, result);

    /// <summary>The load in one line.</summary>
    public static string Describe(LoadOptions options) =>
        $"{options.Load}{(options.Load.IsOpen ? $", {options.Users} sessions" : "")}, after a warm-up of {options.WarmUp.TotalSeconds:0} s; users {options.Shape.Pace:0.##} times as fast as people";

    /// <summary>Writes what went wrong, one line for each kind.</summary>
    public static void WriteFailures(TextWriter output, RunResult result)
    {
        foreach (var tally in result.Outcomes.Where(tally => tally.Kind is OutcomeKind.Error))
        {
            output.WriteLine($"  failed: {tally.Count:n0} × {tally.Request}: {tally.Code}");
        }

        foreach (var line in result.Violations)
        {
            output.WriteLine($"  VIOLATION: {line}");
        }

        foreach (var line in result.Missed)
        {
            output.WriteLine($"  MISSED: {line}");
        }
    }
}
