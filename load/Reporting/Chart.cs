using System.Globalization;
using System.Text;
using SyncServer.Load.Running;

namespace SyncServer.Load.Reporting;

/// <summary>The charts of a run over its seconds, as SVG. The warm-up is shaded.</summary>
internal sealed class Chart
{
    private const int Width = 480;
    private const int Height = 190;
    private const int Left = 48;
    private const int Right = 8;
    private const int Top = 8;
    private const int Bottom = 34;
    private const int MaxTicks = 6;

    // A long run is drawn in so many steps.
    private const int MaxSteps = 240;

    private readonly StringBuilder _svg = new();
    private readonly IReadOnlyList<Moment> _steps;
    private readonly int _secondsOfStep;
    private readonly int _warmUp;

    private Chart(RunResult run, string label)
    {
        Moment[] seconds = [.. run.WarmUp, .. run.PerSecond];
        (_secondsOfStep, _warmUp) = (Math.Max(1, (seconds.Length + MaxSteps - 1) / MaxSteps), run.WarmUp.Count);
        _steps = [.. seconds.Chunk(_secondsOfStep).Select(Merged)];
        Add($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{label}\">");
        if (_warmUp > 0)
        {
            Add($"<rect class=\"warm\" x=\"{Left}\" y=\"{Top}\" width=\"{X(_warmUp) - Left:0.#}\" height=\"{Height - Top - Bottom}\"><title>warm-up, left out</title></rect>");
        }

        var step = NiceStep(seconds.Length - _warmUp);
        for (var second = 0; second <= seconds.Length - _warmUp; second += (int)Math.Max(1, step))
        {
            Text(X(second + _warmUp), Height - Bottom + 14, "middle", $"{second}");
        }

        Text((Width + Left) / 2.0, Height - 5, "middle", "seconds");
    }

    /// <summary>The outcomes of each second, stacked.</summary>
    /// <param name="run">The run.</param>
    /// <param name="most">The end of the scale.</param>
    public static string Outcomes(RunResult run, double most)
    {
        var chart = new Chart(run, "Requests per second by outcome");
        var step = NiceStep(most);
        most = Math.Ceiling(most / step) * step;
        for (var value = 0.0; value <= most; value += step)
        {
            chart.Line(value / most, $"{value:n0}");
        }

        for (var i = 0; i < chart._steps.Count; i++)
        {
            var (moment, height) = (chart._steps[i], 0.0);
            foreach (var (name, count) in ((string, int)[])[("accepted", moment.Accepted), ("conflicts", moment.Conflicts), ("errors", moment.Errors), ("others", moment.Others)])
            {
                height += count;
                if (count > 0)
                {
                    var (from, to) = (chart.X(i * chart._secondsOfStep), chart.X((i + 1) * chart._secondsOfStep));
                    chart.Add($"<rect class=\"{name}\" x=\"{from:0.##}\" y=\"{Y(height / most):0.##}\" width=\"{Math.Max(0.5, to - from - (chart._steps.Count > 120 ? 0 : 1)):0.##}\" height=\"{Y((height - count) / most) - Y(height / most):0.##}\"><title>{count:n0} {name}</title></rect>");
                }
            }
        }

        return chart.End();
    }

    /// <summary>The percentiles of the latency of saves in each second, on a logarithmic scale.</summary>
    /// <param name="run">The run.</param>
    /// <param name="least">The start of the scale, in milliseconds.</param>
    /// <param name="most">Its end.</param>
    public static string Latencies(RunResult run, double least, double most)
    {
        var chart = new Chart(run, "Latency of saves: percentiles of each second");
        for (var value = least; value <= most * 1.001; value *= 10)
        {
            chart.Line(Share(value), value >= 1_000 ? $"{value / 1_000:0.##} s" : $"{value:0.##} ms");
        }

        foreach (var (name, percentile) in ((string, Func<Moment, double>)[])[("p99", moment => moment.P99), ("p95", moment => moment.P95), ("p50", moment => moment.P50)])
        {
            var points = chart._steps.Select((moment, i) => (Value: percentile(moment), X: chart.X((i + 0.5) * chart._secondsOfStep))).Where(point => point.Value > 0);
            chart.Add($"<polyline class=\"{name}\" points=\"{string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.#},{Y(Share(point.Value)):0.#}")))}\"><title>{name}</title></polyline>");
        }

        return chart.End();

        double Share(double value) => Math.Clamp(Math.Log(value / least) / Math.Log(most / least), 0, 1);
    }

    /// <summary>A round distance of ticks, of which there are at most six.</summary>
    public static double NiceStep(double most)
    {
        var step = 1.0;
        for (var factor = 0; most / step > MaxTicks; factor++)
        {
            step *= factor % 3 == 1 ? 2.5 : 2;
        }

        return step;
    }

    private static double Y(double share) => Height - Bottom - (share * (Height - Top - Bottom));

    private static Moment Merged(Moment[] seconds) => new(
        seconds.Sum(second => second.Accepted) / seconds.Length, seconds.Sum(second => second.Conflicts) / seconds.Length, (int)Math.Ceiling(seconds.Average(second => second.Errors)),
        seconds.Sum(second => second.Others) / seconds.Length, seconds.Average(second => second.P50), seconds.Max(second => second.P95), seconds.Max(second => second.P99));

    private double X(double second) => Left + (second / Math.Max(1, _steps.Count * _secondsOfStep) * (Width - Left - Right));

    private void Line(double share, string label)
    {
        Add($"<line class=\"{(share > 0 ? "grid" : "axis")}\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(share):0.#}\" y2=\"{Y(share):0.#}\"/>");
        Text(Left - 5, Y(share) + 4, "end", label);
    }

    private void Text(double x, double y, string anchor, string text) => Add($"<text class=\"{anchor}\" x=\"{x:0.#}\" y=\"{y:0.#}\">{text}</text>");

    private void Add(FormattableString part) => _svg.Append(part.ToString(CultureInfo.InvariantCulture));

    private string End() => _svg.Append("</svg>").ToString();
}
