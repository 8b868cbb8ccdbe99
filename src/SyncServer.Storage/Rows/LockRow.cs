using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;

namespace SyncServer.Storage.Rows;

/// <summary>A lock. The table is small.</summary>
internal sealed class LockRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public required long Fence { get; init; }

    public required string Scope { get; init; }

    public required byte[] Session { get; init; }

    public required string Holder { get; init; }

    public required string HolderName { get; init; }

    /// <summary>In milliseconds.</summary>
    public required long Ttl { get; set; }

    /// <summary>In milliseconds since 1970 UTC.</summary>
    public required long ExpiresAt { get; set; }

    public static LockRow Of(DocumentKey key, DocumentLock held) => new()
    {
        Collection = key.Collection,
        Id = key.Id,
        Fence = held.Fence,
        Scope = held.Scope.Text,
        Session = held.Session.ToBytes(),
        Holder = held.Holder.Id,
        HolderName = held.Holder.Name,
        Ttl = (long)held.Ttl.TotalMilliseconds,
        ExpiresAt = held.ExpiresAt.ToUnixTimeMilliseconds(),
    };

    public DocumentLock ToLock()
    {
        // The scope was validated before it was stored.
        _ = JsonPointer.TryParse(Scope, out var scope);
        return new DocumentLock
        {
            Fence = Fence,
            Scope = scope,
            Session = SessionKey.FromBytes(Session),
            Holder = new Person(Holder, HolderName),
            Ttl = TimeSpan.FromMilliseconds(Ttl),
            ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt),
        };
    }
}
