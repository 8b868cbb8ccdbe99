using System.Globalization;

namespace SyncServer.Core.History;

/// <summary>The history policy of every collection.</summary>
/// <param name="named">Of the collections that have a name in the settings.</param>
/// <param name="others">Of all others.</param>
public sealed class HistoryPolicies(IReadOnlyDictionary<string, HistoryPolicy> named, HistoryPolicy others)
{
    /// <summary>The ages at which versions may go, each once: the times of every policy that thins.</summary>
    public IEnumerable<TimeSpan> Ages => named.Values.Append(others).Where(policy => policy.Thin).SelectMany(policy => policy.Ages).Distinct();

    /// <summary>The policy of a collection.</summary>
    public HistoryPolicy Of(string collection) => named.GetValueOrDefault(collection, others);

    /// <summary>All of it in one line, the same for the same policies: progress that was made under others does not count.</summary>
    public override string ToString() => string.Join(
        ' ', named.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key}={Say(p.Value)}").Append(Say(others)));

    private static string Say(HistoryPolicy policy) =>
        policy.Thin ? string.Create(CultureInfo.InvariantCulture, $"{policy.KeepAll:c}/{policy.KeepRuns:c}") : "all";
}
