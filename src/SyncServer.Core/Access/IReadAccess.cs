using SyncServer.Core.Documents;

namespace SyncServer.Core.Access;

/// <summary>Who may read what. Every change and every event is asked for before it is told.</summary>
public interface IReadAccess
{
    /// <summary>Whether this user may read this document just now.</summary>
    ValueTask<bool> MayReadAsync(Person user, DocumentKey key);
}
