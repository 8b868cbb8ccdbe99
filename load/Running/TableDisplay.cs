using Spectre.Console;
using SyncServer.Load.Reporting;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Running;

/// <summary>Shows the last seconds of a run in a table that is redrawn, on a terminal.</summary>
internal sealed class TableDisplay : IDisplay, IDisposable
{
    private const int SecondsShown = 10;
    private const int BarWidth = 20;

    private readonly Queue<(int Number, Moment Moment)> _last = new();
    private TaskCompletionSource? _ended;
    private LiveDisplayContext? _live;
    private Task _drawing = Task.CompletedTask;
    private string _title = "";

    public void Start(IScenario scenario, string server, LoadOptions options)
    {
        _last.Clear();
        _title = $"{scenario.Name}, {server}: {PlainDisplay.Describe(options)}";
        _ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _drawing = AnsiConsole.Live(Draw()).StartAsync(async live =>
        {
            _live = live;
            await _ended.Task;
        });
    }

    public void Second(int number, Moment moment)
    {
        _last.Enqueue((number, moment));
        if (_last.Count > SecondsShown)
        {
            _last.Dequeue();
        }

        _live?.UpdateTarget(Draw());
    }

    public void Note(string line)
    {
        Stop();
        Console.Out.WriteLine($"  {line}");
    }

    public void End(RunResult result)
    {
        Stop();
        PlainDisplay.WriteFailures(Console.Out, result);
    }

    /// <summary>Restores the terminal.</summary>
    public void Dispose() => Stop();

    private void Stop()
    {
        _ended?.TrySetResult();
        _drawing.GetAwaiter().GetResult();
        _live = null;
    }

    private Table Draw()
    {
        var table = new Table().Title(Markup.Escape(_title)).Border(TableBorder.Simple);
        foreach (var (column, right) in ((string, bool)[])[("second", true), ("saves/s", true), ("", false), ("p99 ms", true), ("conflicts", true), ("errors", true)])
        {
            table.AddColumn(new TableColumn(column) { Alignment = right ? Justify.Right : Justify.Left });
        }

        var most = Math.Max(1, _last.Select(second => second.Moment.Accepted).DefaultIfEmpty().Max());
        foreach (var (number, moment) in _last)
        {
            var bar = new string('█', BarWidth * moment.Accepted / most);
            table.AddRow(
                number < 0 ? "[grey]warm-up[/]" : $"{number + 1}", $"{moment.Accepted:n0}", $"[teal]{bar}[/]", $"{moment.P99:f1}", $"{moment.Conflicts:n0}",
                moment.Errors > 0 ? $"[red]{moment.Errors:n0}[/]" : "0");
        }

        return table;
    }
}
