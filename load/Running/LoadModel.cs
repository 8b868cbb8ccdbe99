using System.Globalization;
using System.Text.RegularExpressions;

namespace SyncServer.Load.Running;

/// <summary>How much load there is, and when. It is closed (a number of users, who wait for responses) or open (requests per second, whatever the server does).</summary>
/// <param name="IsOpen">Whether the levels are requests per second; otherwise they are users.</param>
/// <param name="Phases">The phases, one after the other.</param>
internal sealed partial record LoadModel(bool IsOpen, IReadOnlyList<Phase> Phases)
{
    /// <summary>How a load is written.</summary>
    public const string Syntax = "'20 users 60s' (closed), '100/s 60s' (open), '10..200/s 30s' (a ramp); several phases are separated by commas";

    /// <summary>The whole duration.</summary>
    public TimeSpan Duration => Phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + phase.Duration);

    /// <summary>The highest level.</summary>
    public double Peak => Phases.Max(phase => Math.Max(phase.From, phase.To));

    /// <summary>A constant level.</summary>
    public static LoadModel Constant(bool isOpen, double level, TimeSpan duration) => new(isOpen, [new Phase(level, level, duration)]);

    /// <summary>Reads a load.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static LoadModel Parse(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries).Select(part => (Text: part, Match: PhaseSyntax.Match(part))).ToList();
        if (parts.FirstOrDefault(part => !part.Match.Success) is { Text: { } wrong })
        {
            throw new FormatException($"'{wrong}' is not a load. Examples: {Syntax}.");
        }

        var open = parts.Select(part => part.Match.Groups["open"].Success).Distinct().ToList();
        return open.Count == 1
            ? new LoadModel(open[0], [.. parts.Select(part => PhaseOf(part.Match))])
            : throw new FormatException("A load is either of users or of requests per second.");
    }

    /// <summary>The same load after a warm-up at its first level.</summary>
    public LoadModel After(TimeSpan warmUp)
    {
        var level = Math.Max(1, Phases[0].From);
        return warmUp > TimeSpan.Zero ? this with { Phases = [new Phase(level, level, warmUp), .. Phases] } : this;
    }

    /// <summary>The same load, times a factor.</summary>
    public LoadModel Times(double factor) => this with { Phases = [.. Phases.Select(phase => phase with { From = phase.From * factor, To = phase.To * factor })] };

    /// <summary>The level at a time.</summary>
    public double LevelAt(TimeSpan time)
    {
        foreach (var phase in Phases)
        {
            if (time < phase.Duration)
            {
                return phase.From + ((phase.To - phase.From) * (time / phase.Duration));
            }

            time -= phase.Duration;
        }

        return 0;
    }

    /// <summary>When each request of an open load is to start.</summary>
    public IEnumerable<TimeSpan> Arrivals()
    {
        var (start, before, next) = (TimeSpan.Zero, 0.0, 0);
        foreach (var phase in Phases)
        {
            var seconds = phase.Duration.TotalSeconds;
            var total = (phase.From + phase.To) / 2 * seconds;
            // The tolerance keeps the last request of a phase from falling into the next by rounding.
            for (; next < before + total - 1e-9; next++)
            {
                yield return start + TimeSpan.FromSeconds(phase.SecondsUntil(next - before));
            }

            (start, before) = (start + phase.Duration, before + total);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Phases.Select(phase =>
    {
        var level = Math.Abs(phase.From - phase.To) < 1e-9 ? $"{phase.To:0.##}" : $"{phase.From:0.##}..{phase.To:0.##}";
        return $"{level}{(IsOpen ? "/s" : " users")} {phase.Duration.TotalSeconds:0.###}s";
    }));

    private static Phase PhaseOf(Match match)
    {
        var to = double.Parse(match.Groups["to"].Value, CultureInfo.InvariantCulture);
        var from = match.Groups["from"] is { Success: true } first ? double.Parse(first.Value, CultureInfo.InvariantCulture) : to;
        var duration = DurationOf(match.Groups["time"].Value);
        return duration >= TimeSpan.FromSeconds(1) && duration.Ticks % TimeSpan.TicksPerSecond == 0
            ? new Phase(from, to, duration)
            : throw new FormatException($"'{match.Value}' does not last a whole number of seconds.");
    }

    /// <summary>Reads a duration such as <c>300ms</c>, <c>10s</c>, <c>5m</c> or <c>2h</c>.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public static TimeSpan DurationOf(string text)
    {
        var match = DurationSyntax.Match(text);
        var number = match.Success ? double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture) : throw new FormatException($"'{text}' is not a duration, such as 300ms, 10s, 5m or 2h.");
        return match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => TimeSpan.FromSeconds(number),
        };
    }

    [GeneratedRegex(@"^((?<from>\d+(\.\d+)?)\.\.)?(?<to>\d+(\.\d+)?)((?<open>/s)| users?) (?<time>\S+)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PhaseSyntax { get; }

    [GeneratedRegex(@"^(?<number>\d+(\.\d+)?)(?<unit>ms|s|m|h)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationSyntax { get; }
}

/// <summary>A part of a load with a constant level, or one that rises or falls evenly.</summary>
/// <param name="From">The level at its start.</param>
/// <param name="To">The level at its end.</param>
/// <param name="Duration">The duration.</param>
internal sealed record Phase(double From, double To, TimeSpan Duration)
{
    /// <summary>The time until a number of requests have started: from t + (to - from) t² / 2d = count.</summary>
    public double SecondsUntil(double count)
    {
        var slope = (To - From) / Duration.TotalSeconds;
        return Math.Abs(slope) < 1e-9
            ? count / From
            : (Math.Sqrt(Math.Max(0, (From * From) + (2 * slope * count))) - From) / slope;
    }
}
