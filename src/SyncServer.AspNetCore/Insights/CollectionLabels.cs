using System.Collections.Frozen;

namespace SyncServer.Insights;

/// <summary>The label values of collections in metrics: the collections that the settings name, up to 50, and <c>other</c>. So clients cannot create labels.</summary>
/// <param name="named">The collections that the settings name.</param>
internal sealed class CollectionLabels(IEnumerable<string> named)
{
    /// <summary>The label value of all other collections.</summary>
    public const string Other = "other";

    private const int Max = 50;

    private readonly FrozenDictionary<string, CollectionTags> _tags =
        named.Order(StringComparer.Ordinal).Take(Max).ToFrozenDictionary(name => name, name => new CollectionTags(name), StringComparer.Ordinal);

    private readonly CollectionTags _other = new(Other);

    /// <summary>The labels of a collection.</summary>
    public CollectionTags Of(string collection) => _tags.TryGetValue(collection, out var tags) ? tags : _other;
}
