using System.Text.Json.Serialization;
using SyncServer.Core.Documents;

namespace SyncServer.Insights;

/// <summary>What <c>/insights</c> tells.</summary>
/// <param name="At">When it was made.</param>
/// <param name="StepSeconds">How long a step is.</param>
/// <param name="Hour">All steps together.</param>
/// <param name="Steps">The steps in which something happened, oldest first; the last one may not be over.</param>
/// <param name="Now">The gauges, by their names in the metrics.</param>
/// <param name="MostSaved">The documents with the most saves.</param>
/// <param name="MostConflicts">The documents with the most conflicts.</param>
internal sealed record Report(
    DateTimeOffset At, double StepSeconds, StepReport Hour, IReadOnlyList<StepReport> Steps, IReadOnlyDictionary<string, double> Now,
    IReadOnlyList<HotDocument> MostSaved, IReadOnlyList<HotDocument> MostConflicts)
{
    private const int MaxDocuments = 20;

    /// <summary>Makes one of what is known now.</summary>
    public static Report Of(LastHour hour, HotDocuments hot)
    {
        var ticks = hour.Ticks;
        return new Report(
            ticks[^1].At,
            LastHour.Step.TotalSeconds,
            StepReport.Between(ticks[0], ticks[^1]),
            [.. ticks.Zip(ticks.Skip(1), StepReport.Between).Where(step => step.HasAny)],
            ticks[^1].Gauges,
            [.. hot.MostSaved(MaxDocuments).Select(HotDocument.Of)],
            [.. hot.MostConflicts(MaxDocuments).Select(HotDocument.Of)]);
    }
}

/// <summary>What happened in some time.</summary>
/// <param name="At">When it began.</param>
/// <param name="Seconds">How long it was.</param>
/// <param name="Saves">Saves by outcome.</param>
/// <param name="Conflicts">How many of them were conflicts.</param>
/// <param name="Values">Distributions by name: decision, commit and request times in seconds, batch sizes, time to settle, staleness of bases.</param>
internal sealed record StepReport(DateTimeOffset At, double Seconds, IReadOnlyDictionary<string, long> Saves, long Conflicts, IReadOnlyDictionary<string, ValueReport> Values)
{
    /// <summary>Whether anything was counted.</summary>
    [JsonIgnore]
    public bool HasAny => Saves.Count > 0 || Values.Count > 0;

    /// <summary>From one moment to a later one.</summary>
    public static StepReport Between(Tick earlier, Tick later)
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

/// <summary>A distribution in short.</summary>
internal sealed record ValueReport(long Count, double Mean, double P50, double P95, double P99)
{
    /// <summary>Of a distribution that has values.</summary>
    public static ValueReport Of(Distribution values) =>
        new(values.Count, Short(values.Sum / values.Count), Short(values.Quantile(0.5)!.Value), Short(values.Quantile(0.95)!.Value), Short(values.Quantile(0.99)!.Value));

    private static double Short(double value) => Math.Round(value, 6);
}

/// <summary>A document and how often something happened to it in the last hour, at least.</summary>
internal sealed record HotDocument(string Collection, string Id, long Count)
{
    /// <summary>From a count.</summary>
    public static HotDocument Of((DocumentKey Key, long Count) hot) => new(hot.Key.Collection, hot.Key.Id, hot.Count);
}
