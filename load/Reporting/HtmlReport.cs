using System.Globalization;
using System.Net;
using System.Text;
using SyncServer.Load.Clients;
using SyncServer.Load.Running;

namespace SyncServer.Load.Reporting;

/// <summary>A self-contained HTML report: a table of all runs, and for each scenario the charts of its runs side by side on the same scales.</summary>
internal static class HtmlReport
{
    /// <summary>Writes the report.</summary>
    public static string Of(ResultsFile results)
    {
        var html = new StringBuilder("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Load · SyncServer</title>");
        html.Append("<style>").Append(ReportStyle.Css).Append("</style></head><body><h1>Load</h1>");
        html.Append(CultureInfo.InvariantCulture, $"<p>{results.At:yyyy-MM-dd HH:mm} UTC. {Text(results.Server)}. Load tester: {Text(results.Machine)}.</p>");
        Summary(html, results.Runs);
        // One scale of latencies for all, so that every chart can be compared with every other.
        var latencies = results.Runs.SelectMany(run => run.PerSecond.Concat(run.WarmUp)).SelectMany(second => new[] { second.P50, second.P99 }).Where(value => value > 0).DefaultIfEmpty(1).ToList();
        var (least, most) = (Power(Math.Floor(Math.Log10(latencies.Min()))), Power(Math.Ceiling(Math.Log10(latencies.Max()))));
        foreach (var scenario in results.Runs.GroupBy(run => run.Scenario, StringComparer.Ordinal))
        {
            html.Append(CultureInfo.InvariantCulture, $"<h2>{Text(scenario.Key)}</h2><p>{Text(scenario.First().Description)}. {Text(scenario.First().Load)}.</p><div class=\"cards\">");
            var height = scenario.SelectMany(run => run.PerSecond.Concat(run.WarmUp)).Select(second => second.Accepted + second.Conflicts + second.Errors + second.Others).DefaultIfEmpty().Max();
            foreach (var run in scenario)
            {
                Card(html, run, Math.Max(1, height), least, Math.Max(most, least * 10));
            }

            html.Append("</div>");
        }

        return html.Append("</body></html>\n").ToString();

        static double Power(double exponent) => Math.Pow(10, exponent);
    }

    private static void Summary(StringBuilder html, IReadOnlyList<RunResult> runs)
    {
        html.Append("<div class=\"wide\"><table>");
        // The verdict comes second, so that no width cuts it off.
        Row(html, "th", [.. Reordered(RunResult.Columns)]);
        foreach (var run in runs)
        {
            var cells = Reordered(run.Row).ToArray();
            html.Append("<tr>").AppendJoin("", cells.Select((cell, i) => i == 1 ? $"<td class=\"{(run.Passed ? "ok" : "failed")}\">{Text(cell)}</td>" : $"<td>{Text(cell)}</td>")).Append("</tr>");
        }

        html.Append("</table></div>");
        foreach (var run in runs)
        {
            foreach (var line in run.Violations.Concat(run.Missed))
            {
                html.Append(CultureInfo.InvariantCulture, $"<p class=\"failed\">{Text(run.Title)}: {Text(line)}</p>");
            }
        }
    }

    private static void Card(StringBuilder html, RunResult run, double height, double least, double most)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section class=\"card\"><header><h3>{Text(run.Server)}</h3><span class=\"{(run.Passed ? "ok" : "failed")}\">{(run.Passed ? "ok" : "FAILED")}</span></header><div class=\"figures\">");
        foreach (var (value, unit) in ((string, string)[])
            [($"{run.SavesPerSecond:n0}", "saves/s"), ($"{run.P50:0.0}", "p50 ms"), ($"{run.P99:0.0}", "p99 ms"), ($"{run.Conflicts:n0}", "conflicts"), ($"{run.LostUpdates:n0}", "lost updates"), ($"{run.Errors:n0}", "errors")])
        {
            var isBad = unit is "lost updates" or "errors" && value is not "0";
            html.Append(CultureInfo.InvariantCulture, $"<div><b{(isBad ? " class=\"failed\"" : "")}>{value}</b> <span>{unit}</span></div>");
        }

        html.Append("</div>");
        Legend(html, "Requests per second:", ["accepted", "conflicts", "errors", "others"]);
        html.Append(Chart.Outcomes(run, height));
        Legend(html, "Latency of saves:", ["p50", "p95", "p99"]);
        html.Append(Chart.Latencies(run, least, most));
        html.Append("<details><summary>Responses</summary><div class=\"wide\"><table>");
        Row(html, "th", ["request", "response", "count", "MB"]);
        foreach (var tally in run.Outcomes)
        {
            html.Append(CultureInfo.InvariantCulture, $"<tr><td>{Text(tally.Request)}</td><td{(tally.Kind is OutcomeKind.Error ? " class=\"failed\"" : "")}>{Text(tally.Code)}</td><td>{tally.Count:n0}</td><td>{tally.Bytes / 1e6:0.00}</td></tr>");
        }

        html.Append("</table></div></details></section>");
    }

    private static void Legend(StringBuilder html, string title, string[] names) =>
        html.Append(CultureInfo.InvariantCulture, $"<div class=\"legend\"><span>{title}</span>")
            .AppendJoin("", names.Select(name => $"<span><i style=\"background: var(--{name})\"></i>{name}</span>"))
            .Append("</div>");

    private static IEnumerable<string> Reordered(string[] cells) => [cells[0], cells[^1], .. cells[1..^1]];

    private static void Row(StringBuilder html, string cell, string[] values) =>
        html.Append("<tr>").AppendJoin("", values.Select(value => $"<{cell}>{Text(value)}</{cell}>")).Append("</tr>");

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
