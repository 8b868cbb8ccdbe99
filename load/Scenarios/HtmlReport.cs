using System.Globalization;
using System.Net;
using System.Text;

namespace SyncServer.Load.Scenarios;

/// <summary>A self-contained HTML report of runs, with figures and a chart of each run.</summary>
internal static class HtmlReport
{
    private const int Width = 720;
    private const int Height = 120;

    private const string Style = """
        :root { color-scheme: light dark; --ink: #23272e; --muted: #646a74; --line: #dedcd5; --ground: #fff; --accent: #23665f; --danger: #a3312a }
        @media (prefers-color-scheme: dark) { :root { --ink: #e3e5e8; --muted: #9aa1ab; --line: #33373d; --ground: #1d2024; --accent: #7cc4b9; --danger: #f08c82 } }
        body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
        .wide { overflow-x: auto } table { border-collapse: collapse } th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap }
        th:first-child, td:first-child { text-align: left } p { color: var(--muted) } svg { width: 100%; height: auto; border-bottom: 1px solid var(--line) }
        .accepted { fill: none; stroke: var(--accent); stroke-width: 2 } .conflicts { fill: none; stroke: var(--danger); stroke-width: 2 } .failed { color: var(--danger) }
        """;

    /// <summary>Writes the report.</summary>
    /// <param name="options">The options.</param>
    /// <param name="runs">The results.</param>
    /// <param name="machine">The machine.</param>
    public static string Of(ScenarioOptions options, IReadOnlyList<Run> runs, string machine)
    {
        var html = new StringBuilder();
        html.Append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        html.Append("<title>Load · SyncServer</title><style>").Append(Style).Append("</style></head><body><h1>Load</h1>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{options.Users} users for {options.Time.TotalSeconds:0} s each. {Text(machine)}</p><div class=\"wide\"><table>");
        Row(html, "th", Run.Columns);
        foreach (var run in runs)
        {
            Row(html, "td", run.Row);
        }

        html.Append("</table></div>");
        foreach (var run in runs)
        {
            Section(html, run);
        }

        return html.Append("</body></html>\n").ToString();
    }

    private static void Section(StringBuilder html, Run run)
    {
        html.Append(CultureInfo.InvariantCulture, $"<h2>{Text(run.Row[0])}</h2><p>{Text(run.Scenario.Description)}.</p>");
        foreach (var fault in run.Faults)
        {
            html.Append(CultureInfo.InvariantCulture, $"<p class=\"failed\">{Text(fault)}</p>");
        }

        if (run.Moments.Count > 1)
        {
            var most = Math.Max(1, run.Moments.Max(moment => Math.Max(moment.Accepted, moment.Conflicts)));
            html.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Saves and conflicts per second, up to {most:n0}\">");
            Line(html, "accepted", [.. run.Moments.Select(moment => moment.Accepted)], most);
            Line(html, "conflicts", [.. run.Moments.Select(moment => moment.Conflicts)], most);
            html.Append(CultureInfo.InvariantCulture, $"</svg><p>Accepted saves per second, and conflicts below. The top is {most:n0}.</p>");
        }

        var outcomes = run.Traffic.Outcomes.OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value:n0}");
        html.Append(CultureInfo.InvariantCulture, $"<p>Responses: {Text(string.Join(", ", outcomes))}.</p>");
    }

    private static void Line(StringBuilder html, string name, int[] values, int most)
    {
        var points = values.Select((value, i) => string.Create(
            CultureInfo.InvariantCulture, $"{(double)i / (values.Length - 1) * Width:0.#},{Height - 2 - ((double)value / most * (Height - 4)):0.#}"));
        html.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{name}\" points=\"{string.Join(' ', points)}\"/>");
    }

    private static void Row(StringBuilder html, string cell, string[] values) =>
        html.Append("<tr>").AppendJoin("", values.Select(value => $"<{cell}>{Text(value)}</{cell}>")).Append("</tr>");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
