using System.Text.Json.Serialization;
using SyncServer.Core.Documents;

namespace SyncServer.Insights;

/// <summary>The response of <c>/insights</c>.</summary>
/// <param name="At">When it was created.</param>
/// <param name="StepSeconds">The length of a step.</param>
/// <param name="Hour">All steps together.</param>
/// <param name="Steps">The steps in which something happened, oldest first; the last one may be incomplete.</param>
/// <param name="Now">The gauges, by metric name.</param>
/// <param name="MostSaved">The documents with the most saves.</param>
/// <param name="MostConflicts">The documents with the most conflicts.</param>
internal sealed record Report(
    DateTimeOffset At, double StepSeconds, StepReport Hour, IReadOnlyList<StepReport> Steps, IReadOnlyDictionary<string, double> Now,
    IReadOnlyList<HotDocument> MostSaved, IReadOnlyList<HotDocument> MostConflicts)
{
    private const int MaxDocuments = 20;

    /// <summary>Creates a report of the current state.</summary>
    public static Report Of(LastHour hour, HotDocuments hot)
    {
        var snapshots = hour.Snapshots;
        return new Report(
            snapshots[^1].At,
            LastHour.Step.TotalSeconds,
            StepReport.Between(snapshots[0], snapshots[^1]),
            [.. snapshots.Zip(snapshots.Skip(1), StepReport.Between).Where(step => step.HasAny)],
            snapshots[^1].Gauges,
            [.. hot.MostSaved(MaxDocuments).Select(HotDocument.Of)],
            [.. hot.MostConflicts(MaxDocuments).Select(HotDocument.Of)]);
    }
}

/// <summary>The metrics of an interval.</summary>
/// <param name="At">The start of the interval.</param>
/// <param name="Seconds">Its length.</param>
/// <param name="Saves">Saves by outcome.</param>
/// <param name="Conflicts">The number of saves that were conflicts.</param>
/// <param name="Values">Distributions by name: decision, commit and request times in seconds, batch sizes, time to settle, staleness of bases.</param>
internal sealed record StepReport(DateTimeOffset At, double Seconds, IReadOnlyDictionary<string, long> Saves, long Conflicts, IReadOnlyDictionary<string, ValueReport> Values)
{
    /// <summary>Whether anything was counted.</summary>
    [JsonIgnore]
    public bool HasAny => Saves.Count > 0 || Values.Count > 0;

    /// <summary>The interval between two snapshots.</summary>
    public static StepReport Between(MetricsSnapshot earlier, MetricsSnapshot later)
    {
        var saves = later.Saves.Select(pair => (Outcome: pair.Key, Count: pair.Value - earlier.Saves.GetValueOrDefault(pair.Key))).Where(pair => pair.Count > 0)
            .ToDictionary(pair => pair.Outcome, pair => pair.Count, StringComparer.Ordinal);
        var values = later.Times.Select(pair => (Name: pair.Key, Values: pair.Value - earlier.Times.GetValueOrDefault(pair.Key, Distribution.Empty))).Where(pair => pair.Values.Count > 0)
            .ToDictionary(pair => pair.Name, pair => ValueReport.Of(pair.Values), StringComparer.Ordinal);
        return new StepReport(
            earlier.At, TimeProvider.System.GetElapsedTime(earlier.Timestamp, later.Timestamp).TotalSeconds,
            saves, saves.Where(pair => Outcomes.IsConflict(pair.Key)).Sum(pair => pair.Value), values);
    }
}

/// <summary>A summary of a distribution.</summary>
internal sealed record ValueReport(long Count, double Mean, double P50, double P95, double P99)
{
    /// <summary>Summarizes a distribution that has values.</summary>
    public static ValueReport Of(Distribution values) =>
        new(values.Count, Round(values.Sum / values.Count), Round(values.Quantile(0.5)!.Value), Round(values.Quantile(0.95)!.Value), Round(values.Quantile(0.99)!.Value));

    private static double Round(double value) => Math.Round(value, 6);
}

/// <summary>A document with its number of saves or conflicts in the last hour, as a lower bound.</summary>
internal sealed record HotDocument(string Collection, string Id, long Count)
{
    /// <summary>Converts a count.</summary>
    public static HotDocument Of((DocumentKey Key, long Count) hot) => new(hot.Key.Collection, hot.Key.Id, hot.Count);
}
