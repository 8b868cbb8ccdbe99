using System.Collections.Immutable;

namespace SyncServer.Core.Saving;

/// <summary>
/// The quotas, and how many bytes of newest contents count against them (settings <c>Limits:UserBytes</c> and <c>Limits:CollectionBytes</c>). A value: each save gives
/// the usage that the next one of its batch is decided with.
/// </summary>
/// <param name="UserLimit">The bytes that each user may store; <see cref="long.MaxValue"/> for no limit.</param>
/// <param name="CollectionLimit">The bytes that each collection may store; <see cref="long.MaxValue"/> for no limit.</param>
public sealed record QuotaUsage(long UserLimit, long CollectionLimit)
{
    /// <summary>The bytes of the documents that a user created, by the id of the user. What is not counted yet is missing, and is 0.</summary>
    public ImmutableDictionary<string, long> Users { get; init; } = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>The bytes of the documents of a collection, in the same way.</summary>
    public ImmutableDictionary<string, long> Collections { get; init; } = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);

    /// <summary>By how many bytes a document may grow: the smaller of what the collection and what the creator of the document may still store. Negative if there are too many already.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="creator">The id of the user who created the document.</param>
    public long RoomOf(string collection, string creator) =>
        Math.Min(UserLimit - Users.GetValueOrDefault(creator), CollectionLimit - Collections.GetValueOrDefault(collection));

    /// <summary>The usage after a save.</summary>
    public QuotaUsage After(SaveCommand command, SaveDecision decision) => decision is not SaveDecision.Written { Growth: not 0 } written ? this : this with
    {
        Users = Add(UserLimit, Users, written.Head.CreatedBy.Id, written.Growth),
        Collections = Add(CollectionLimit, Collections, command.Key.Collection, written.Growth),
    };

    // Without a limit nothing is counted. What is not counted yet must not become negative.
    private static ImmutableDictionary<string, long> Add(long limit, ImmutableDictionary<string, long> bytes, string name, long growth) =>
        limit == long.MaxValue ? bytes : bytes.SetItem(name, Math.Max(0, bytes.GetValueOrDefault(name) + growth));
}
