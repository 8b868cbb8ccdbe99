using System.Globalization;
using System.Text;

namespace SyncServer.Insights.Metering;

/// <summary>Writes metrics in the text format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    /// <summary>The media type.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["s"] = "seconds",
        ["ms"] = "milliseconds",
        ["By"] = "bytes",
        ["%"] = "percent",
    };

    private readonly StringBuilder _text = new();

    /// <summary>All of them.</summary>
    public static string Of(IEnumerable<Measured> instruments)
    {
        var text = new PrometheusText();
        foreach (var instrument in instruments)
        {
            text.Write(instrument);
        }

        return text._text.ToString();
    }

    /// <summary>An instrument's name there: its parts joined by underscores, then its unit, then <c>_total</c> for what is counted.</summary>
    public static string NameOf(string name, string? unit, MeasuredKind kind)
    {
        name = Sanitize(name);
        // {saves} is an annotation, no unit.
        var suffix = unit is null or "1" || unit.StartsWith('{') ? "" : Units.GetValueOrDefault(unit) ?? Sanitize(unit);
        if (suffix.Length > 0 && !name.EndsWith("_" + suffix, StringComparison.Ordinal))
        {
            name = $"{name}_{suffix}";
        }

        return kind is MeasuredKind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private void Write(Measured instrument)
    {
        var series = instrument.Series.ToList();
        if (series.Count == 0)
        {
            return;
        }

        var name = NameOf(instrument.Name, instrument.Unit, instrument.Kind);
        var help = (instrument.Description ?? instrument.Name).Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        var type = instrument.Kind switch
        {
            MeasuredKind.Counter => "counter",
            MeasuredKind.Histogram => "histogram",
            _ => "gauge",
        };
        _text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");
        foreach (var one in series)
        {
            if (instrument.Kind is MeasuredKind.Histogram)
            {
                Write(name, one);
            }
            else
            {
                Line(name, one, bucket: null, one.Value);
            }
        }
    }

    private void Write(string name, Series series)
    {
        var (bounds, counts, sum) = series.Distribution;
        var below = 0L;
        for (var i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            Line(name + "_bucket", series, i < bounds.Length ? Number(bounds[i]) : "+Inf", below);
        }

        Line(name + "_sum", series, bucket: null, sum);
        Line(name + "_count", series, bucket: null, below);
    }

    private void Line(string name, Series series, string? bucket, double value)
    {
        var labels = series.Labels.Select(label => $"{Sanitize(label.Key)}=\"{Escape(label.Value)}\"");
        var all = string.Join(',', bucket is null ? labels : labels.Append($"le=\"{bucket}\""));
        _text.Append(CultureInfo.InvariantCulture, $"{name}{(all.Length > 0 ? $"{{{all}}}" : "")} {Number(value)}\n");
    }

    private static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf"
        : double.IsNegativeInfinity(value) ? "-Inf"
        : value.ToString("R", CultureInfo.InvariantCulture);

    private static string Escape(object? value) =>
        (value is bool truth ? truth ? "true" : "false" : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            .Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    /// <summary>Only letters, digits and single underscores, and no digit in front.</summary>
    private static string Sanitize(string name)
    {
        var clean = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            var kept = char.IsAsciiLetterOrDigit(c) ? c : '_';
            if (kept is not '_' || clean is not [.., '_'])
            {
                clean.Append(kept);
            }
        }

        return clean.Length > 0 && char.IsAsciiDigit(clean[0]) ? $"_{clean}" : clean.ToString();
    }
}
