using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage;

/// <summary>The access lists in the table of roles.</summary>
internal sealed class AccessList(IQueries<StoreDb> queries) : IAccessList
{
    /// <inheritdoc/>
    public Task<DocumentAccess> FindAsync(DocumentKey key, string user) => queries.RunAsync(async (db, cancellation) =>
    {
        var found = await db.CreatorOf(key)
            .Select(creator => new
            {
                Role = db.Roles.Where(r => r.Collection == key.Collection && r.Id == key.Id && r.UserId == user).Select(r => (short?)r.Role).FirstOrDefault(),
                Owns = creator == user && !db.Roles.Any(r => r.Collection == key.Collection && r.Id == key.Id),
            })
            .SingleOrDefaultAsync(cancellation);
        return found is null ? default
            : new DocumentAccess(Exists: true, found.Owns ? Role.Owner : (Role?)found.Role);
    });

    /// <inheritdoc/>
    public Task<IReadOnlyList<Grant>> ListAsync(DocumentKey key) => queries.RunAsync(async (db, cancellation) =>
    {
        var rows = await db.Roles.AsNoTracking().Where(r => r.Collection == key.Collection && r.Id == key.Id).ToListAsync(cancellation);
        return (IReadOnlyList<Grant>)(rows.Count > 0
            ? [.. rows.Select(r => new Grant(r.UserId, (Role)r.Role)).OrderBy(given => given.User, StringComparer.Ordinal)]
            : [new Grant(await db.CreatorOf(key).SingleAsync(cancellation), Role.Owner)]);
    });

    /// <inheritdoc/>
    public Task<AccessChange> GrantAsync(DocumentKey key, string user, Role role, string? by) => ChangeAsync(key, by, force: false, roles => roles[user] = role);

    /// <inheritdoc/>
    public Task<AccessChange> RevokeAsync(DocumentKey key, string user, string? by, bool force = false) => ChangeAsync(key, by, force, roles => roles.Remove(user));

    private Task<AccessChange> ChangeAsync(DocumentKey key, string? by, bool force, Action<Dictionary<string, Role>> change) => queries.RunAsync(async (db, cancellation) =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.LockAccessAsync(key, cancellation);
        var list = db.Roles.Where(r => r.Collection == key.Collection && r.Id == key.Id);
        var roles = await list.ToDictionaryAsync(r => r.UserId, r => (Role)r.Role, StringComparer.Ordinal, cancellation);
        if (roles.Count is 0)
        {
            // Until now the document had no list, and its creator was the owner.
            roles[await db.CreatorOf(key).SingleAsync(cancellation)] = Role.Owner;
        }

        if (by is not null && roles.GetValueOrDefault(by) is not Role.Owner)
        {
            return AccessChange.NotOwner;
        }

        change(roles);
        if (force ? roles.Count is 0 : !roles.ContainsValue(Role.Owner))
        {
            return AccessChange.LastOwner;
        }

        if (roles.Count > IAccessList.Max)
        {
            return AccessChange.Full;
        }

        await list.ExecuteDeleteAsync(cancellation);
        db.ChangeTracker.Clear();
        db.AddRange(roles.Select(pair => new RoleRow { Collection = key.Collection, Id = key.Id, UserId = pair.Key, Role = (short)pair.Value }));
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return AccessChange.Done;
    });
}
