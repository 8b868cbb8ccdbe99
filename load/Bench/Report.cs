namespace SyncServer.Load.Bench;

/// <summary>Prints headings, tables and goals, plain or as Markdown.</summary>
internal sealed class Report(TextWriter output, bool markdown)
{
    private const string Gap = "  ";

    public void Print(string line)
    {
        output.WriteLine(line);
        output.WriteLine();
    }

    public void Heading(string text) => Print(markdown ? $"### {text}" : $"== {text} ==");

    /// <summary>Prints rows of equal length. The first row has the column names; the first column is text, the others are numbers.</summary>
    public void Table(IReadOnlyList<string[]> rows)
    {
        var widths = rows[0].Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        for (var i = 0; i < rows.Count; i++)
        {
            var cells = rows[i].Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            output.WriteLine(markdown ? $"| {string.Join(" | ", cells)} |" : string.Join(Gap, cells));
            if (markdown && i == 0)
            {
                output.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", widths.Length - 1))}");
            }
        }

        output.WriteLine();
    }

    public void AtLeast(string what, double value, double goal, string unit) => Goal(what, value, "at least", goal, unit, value >= goal);

    public void AtMost(string what, double value, double goal, string unit) => Goal(what, value, "at most", goal, unit, value <= goal);

    /// <summary>Ends a part with a blank line after the last goal.</summary>
    public void End() => output.WriteLine();

    private void Goal(string what, double value, string bound, double goal, string unit, bool met) =>
        output.WriteLine($"{(markdown ? "* " : "")}{(met ? "ok   " : "short")} {what}: {value:0.##}{unit} (goal: {bound} {goal:0.##}{unit})");
}
