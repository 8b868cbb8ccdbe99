using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Sqlite;

/// <summary>Locks on SQLite. A write transaction locks the whole database.</summary>
internal sealed class SqliteLockStore(IDbContextFactory<SqliteDb> databases, TimeProvider time) : ILockStore
{
    // Truncated to the stored resolution.
    private DateTimeOffset Now => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <inheritdoc/>
    public async Task<LockDecision> ChangeAsync(LockCommand command)
    {
        var key = command.Key;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var rows = await db.Locks.Where(l => l.Collection == key.Collection && l.Id == key.Id).ToListAsync();
        var fence = await db.Fences.SingleOrDefaultAsync(f => f.Collection == key.Collection && f.Id == key.Id);
        var decision = LockRules.Decide(command, new LockState(rows.ConvertAll(row => row.ToLock()), fence?.Fence ?? 0), Now);

        db.RemoveRange(rows.Where(r => decision.LocksToRemove.Any(l => l.Fence == r.Fence)));
        if (decision.LockToWrite is { } kept)
        {
            var row = LockRow.Of(key, kept);
            if (rows.Find(r => r.Fence == kept.Fence) is { } before)
            {
                (before.Ttl, before.ExpiresAt) = (row.Ttl, row.ExpiresAt);
            }
            else
            {
                db.Add(row);
                fence ??= db.Add(new FenceRow { Collection = key.Collection, Id = key.Id, Fence = 0 }).Entity;
                fence.Fence = kept.Fence;
            }
        }

        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return decision;
    }

    /// <inheritdoc/>
    public async Task<ILookup<string, DocumentLock>> ListAsync(string collection, IReadOnlyCollection<string> ids)
    {
        await using var db = await databases.CreateDbContextAsync();
        var rows = await db.Locks.AsNoTracking().Where(l => l.Collection == collection && ids.Contains(l.Id)).OrderBy(l => l.Fence).ToListAsync();
        var now = Now;
        return rows.Select(row => (row.Id, Lock: row.ToLock())).Where(l => l.Lock.IsLive(now)).ToLookup(l => l.Id, l => l.Lock, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public bool MayHaveLocks(DocumentKey key) => true;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DocumentKey>> FindExpiredAsync()
    {
        await using var db = await databases.CreateDbContextAsync();
        var now = Now.ToUnixTimeMilliseconds();
        var future = now + (long)DocumentLock.MaxClockStep.TotalMilliseconds;
        var dead = await db.Locks.Where(l => l.ExpiresAt <= now || l.ExpiresAt - l.Ttl > future).Select(l => new { l.Collection, l.Id }).Distinct().Take(ILockStore.MaxExpired).ToListAsync();
        return dead.ConvertAll(d => new DocumentKey(d.Collection, d.Id));
    }
}
