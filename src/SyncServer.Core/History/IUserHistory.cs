using SyncServer.Core.Access;
using SyncServer.Core.Documents;

namespace SyncServer.Core.History;

/// <summary>What a store has of one user. Every method throws <see cref="StoreUnavailableException"/> when the store does not answer.</summary>
public interface IUserHistory
{
    /// <summary>The roles of a user.</summary>
    Task<IReadOnlyList<(DocumentKey Document, Role Role)>> RolesAsync(string user);

    /// <summary>The versions that a user wrote, in the order of commits, a part at a time.</summary>
    /// <param name="user">The user's id.</param>
    /// <param name="after">The position in the log to begin after; 0 at first.</param>
    /// <returns>The versions of the part, of which there may be none, and the position for the next part; null at the end.</returns>
    Task<(IReadOnlyList<(DocumentKey Document, long Version)> Versions, long? Next)> VersionsAsync(string user, long after);
}
