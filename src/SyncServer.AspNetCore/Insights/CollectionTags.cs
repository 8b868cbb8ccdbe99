using System.Collections.Frozen;

namespace SyncServer.Insights;

/// <summary>The labels of one collection, made once: a save allocates none.</summary>
/// <param name="name">The collection, as metrics call it.</param>
internal sealed class CollectionTags(string name)
{
    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    /// <summary>The collection alone.</summary>
    public KeyValuePair<string, object?> Collection { get; } = Tag("collection", name);

    /// <summary>The collection and an outcome.</summary>
    public FrozenDictionary<string, KeyValuePair<string, object?>[]> Outcome { get; } = Outcomes.All.ToFrozenDictionary(
        outcome => outcome, outcome => new[] { Tag("collection", name), Tag("outcome", outcome) }, StringComparer.Ordinal);
}
