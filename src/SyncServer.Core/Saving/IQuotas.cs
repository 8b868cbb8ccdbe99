namespace SyncServer.Core.Saving;

/// <summary>
/// How many bytes the newest contents may grow by (settings <c>Limits:UserBytes</c> and <c>Limits:CollectionBytes</c>). The writer asks it for a save that makes a
/// document larger, so the answer comes from memory.
/// </summary>
public interface IQuotas
{
    /// <summary>The bytes that are left: the smaller of what the collection and what the creator of the document may still store. Negative if there are too many already.</summary>
    /// <param name="collection">The collection.</param>
    /// <param name="creator">The id of the user who created the document.</param>
    long RoomOf(string collection, string creator);
}
