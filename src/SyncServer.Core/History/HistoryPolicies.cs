using System.Globalization;

namespace SyncServer.Core.History;

/// <summary>The history policy of every collection.</summary>
/// <param name="named">The policies of the collections that the settings name.</param>
/// <param name="others">The policy of all other collections.</param>
public sealed class HistoryPolicies(IReadOnlyDictionary<string, HistoryPolicy> named, HistoryPolicy others)
{
    /// <summary>The distinct ages at which versions may be removed, of all policies that thin.</summary>
    public IEnumerable<TimeSpan> Ages => named.Values.Append(others).Where(policy => policy.Thin).SelectMany(policy => policy.Ages).Distinct();

    /// <summary>The policy of a collection.</summary>
    public HistoryPolicy Of(string collection) => named.GetValueOrDefault(collection, others);

    /// <summary>A text that is equal for equal policies. Progress of thinning that was made under another text does not count.</summary>
    public override string ToString() => string.Join(
        ' ', named.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={Describe(p.Value)}").Append(Describe(others)));

    private static string Describe(HistoryPolicy policy) =>
        policy.Thin ? string.Create(CultureInfo.InvariantCulture, $"{policy.KeepAll:c}/{policy.KeepRuns:c}") : "all";
}
