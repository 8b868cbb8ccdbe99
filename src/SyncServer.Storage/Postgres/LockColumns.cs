using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>The columns of <c>locks</c>.</summary>
internal static class LockColumns
{
    /// <summary>The columns of <c>locks l</c>, in the order that <see cref="Read"/> expects.</summary>
    public const string All = "l.collection, l.id, l.fence, l.scope, l.session, l.holder, l.holder_name, l.ttl, l.expires_at";

    /// <summary>Reads the current row.</summary>
    public static (DocumentKey Key, DocumentLock Lock) Read(NpgsqlDataReader row)
    {
        var held = new LockRow
        {
            Collection = row.GetString(0),
            Id = row.GetString(1),
            Fence = row.GetInt64(2),
            Scope = row.GetString(3),
            Session = row.GetFieldValue<byte[]>(4),
            Holder = row.GetString(5),
            HolderName = row.GetString(6),
            Ttl = row.GetInt64(7),
            ExpiresAt = row.GetInt64(8),
        };
        return (new DocumentKey(held.Collection, held.Id), held.ToLock());
    }
}
