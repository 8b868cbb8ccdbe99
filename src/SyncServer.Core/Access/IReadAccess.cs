using SyncServer.Core.Documents;

namespace SyncServer.Core.Access;

/// <summary>Read access to documents. It is checked for every change and every event before they are sent to a user.</summary>
public interface IReadAccess
{
    /// <summary>Whether a user may currently read a document.</summary>
    ValueTask<bool> MayReadAsync(Person user, DocumentKey key);
}
