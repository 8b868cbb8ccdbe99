using SyncServer.Core.Documents;

namespace SyncServer.Insights;

/// <summary>The documents with the most saves and conflicts in the last hour, in bounded memory: a sketch for each ten minutes.</summary>
/// <param name="time">The clock.</param>
internal sealed class HotDocuments(TimeProvider time)
{
    private const int Parts = 6;
    private static readonly TimeSpan PartTime = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly LinkedList<Part> _parts = [];

    /// <summary>Counts a save.</summary>
    /// <param name="key">The document.</param>
    /// <param name="conflict">Whether it was refused as a conflict.</param>
    public void Add(DocumentKey key, bool conflict)
    {
        lock (_lock)
        {
            var part = Current();
            part.Saves.Add(key);
            if (conflict)
            {
                part.Conflicts.Add(key);
            }
        }
    }

    /// <summary>The documents with the most saves, in descending order.</summary>
    public IReadOnlyList<(DocumentKey Key, long Count)> MostSaved(int max) => Top(part => part.Saves, max);

    /// <summary>The documents with the most conflicts, in descending order.</summary>
    public IReadOnlyList<(DocumentKey Key, long Count)> MostConflicts(int max) => Top(part => part.Conflicts, max);

    private IReadOnlyList<(DocumentKey Key, long Count)> Top(Func<Part, HeavyHitters> counts, int max)
    {
        lock (_lock)
        {
            Current();
            return [.. _parts.SelectMany(part => counts(part).Items)
                .GroupBy(item => item.Key, (key, items) => (key, Count: items.Sum(item => item.Count)))
                .OrderByDescending(item => item.Count).ThenBy(item => item.key.ToString(), StringComparer.Ordinal).Take(max)];
        }
    }

    private Part Current()
    {
        var now = time.GetTimestamp();
        if (_parts.First is not { Value: var newest } || time.GetElapsedTime(newest.Began, now) >= PartTime)
        {
            _parts.AddFirst(newest = new Part(now));
            while (_parts.Count > 1 && time.GetElapsedTime(_parts.Last!.Value.Began, now) >= PartTime * Parts)
            {
                _parts.RemoveLast();
            }
        }

        return newest;
    }

    private sealed record Part(long Began)
    {
        public HeavyHitters Saves { get; } = new();

        public HeavyHitters Conflicts { get; } = new();
    }
}
