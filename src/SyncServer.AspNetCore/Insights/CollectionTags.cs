using System.Collections.Frozen;

namespace SyncServer.Insights;

/// <summary>The tags of one collection, created once so that a save allocates none.</summary>
/// <param name="name">The label value of the collection.</param>
internal sealed class CollectionTags(string name)
{
    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    /// <summary>The collection tag.</summary>
    public KeyValuePair<string, object?> Collection { get; } = Tag("collection", name);

    /// <summary>The collection and outcome tags, by outcome.</summary>
    public FrozenDictionary<string, KeyValuePair<string, object?>[]> Outcome { get; } = Outcomes.All.ToFrozenDictionary(
        outcome => outcome, outcome => new[] { Tag("collection", name), Tag("outcome", outcome) }, StringComparer.Ordinal);
}
