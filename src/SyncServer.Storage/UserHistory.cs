using Microsoft.EntityFrameworkCore;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.History;

namespace SyncServer.Storage;

/// <summary>The roles and versions of one user. The versions have no index by user, so the log is read in parts.</summary>
internal sealed class UserHistory(IQueries<StoreDb> queries) : IUserHistory
{
    private const int PartLength = 5_000;

    /// <inheritdoc/>
    public Task<IReadOnlyList<(DocumentKey Document, Role Role)>> RolesAsync(string user) =>
        queries.RunAsync<IReadOnlyList<(DocumentKey, Role)>>(async (db, cancellation) => (await db.Roles.AsNoTracking()
            .Where(r => r.UserId == user).OrderBy(r => r.Collection).ThenBy(r => r.Id).ToListAsync(cancellation)).ConvertAll(r => (new DocumentKey(r.Collection, r.Id), (Role)r.Role)));

    /// <inheritdoc/>
    public Task<(IReadOnlyList<(DocumentKey Document, long Version)> Versions, long? Next)> VersionsAsync(string user, long after) =>
        queries.RunAsync<(IReadOnlyList<(DocumentKey, long)>, long?)>(async (db, cancellation) =>
        {
            var until = after + PartLength;
            var versions = await db.VersionsOf(user).Where(v => v.Position > after && v.Position <= until).OrderBy(v => v.Position).ToListAsync(cancellation);
            return (versions.ConvertAll(v => (new DocumentKey(v.Collection, v.Id), v.Version)), await db.HasPositionAfterAsync(until, cancellation) ? until : null);
        });
}

/// <summary>A version of a user.</summary>
internal sealed class AuthoredVersion
{
    public long Position { get; init; }

    public required string Collection { get; init; }

    public required string Id { get; init; }

    public long Version { get; init; }
}
