using System.Collections.Frozen;

namespace SyncServer.Insights;

/// <summary>Collections as metrics call them: those that the settings name, up to a bound, and <c>other</c>. Clients make up no labels.</summary>
/// <param name="named">The collections of the settings.</param>
internal sealed class CollectionLabels(IEnumerable<string> named)
{
    /// <summary>What all other collections are called.</summary>
    public const string Other = "other";

    private const int Max = 50;

    private readonly FrozenDictionary<string, CollectionTags> _tags =
        named.Order(StringComparer.Ordinal).Take(Max).ToFrozenDictionary(name => name, name => new CollectionTags(name), StringComparer.Ordinal);

    private readonly CollectionTags _other = new(Other);

    /// <summary>The labels of a collection.</summary>
    public CollectionTags Of(string collection) => _tags.TryGetValue(collection, out var tags) ? tags : _other;
}
