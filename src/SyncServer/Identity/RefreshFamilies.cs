using Microsoft.EntityFrameworkCore;

namespace SyncServer.Identity;

/// <summary>
/// Refresh tokens are good once: each use makes the next generation of its family, and a use of an older one ends the family, as either the
/// thief's or the owner's token must be stolen. Kept in the database, so that it holds on every node and after a restart.
/// </summary>
internal sealed class RefreshFamilies(AccountsDb db, TimeProvider time)
{
    /// <summary>How long a refresh token lives, unused.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(14);

    // A tab that was duplicated refreshes at the same moment, and an answer that was lost is asked for again.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const long Ended = -1;

    /// <summary>Uses a token up.</summary>
    /// <param name="family">The token's family.</param>
    /// <param name="generation">Its generation; 0 is the sign-in's.</param>
    /// <returns>The generation that takes its place; null where the token is good no more.</returns>
    public async Task<long?> RotateAsync(string family, long generation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var end = now + (long)Life.TotalMilliseconds;
        // One statement decides between all nodes.
        if (generation is 0 && await InsertAsync(family, now, end)
            || await db.Refreshes.Where(r => r.Family == family && r.Generation == generation)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.Generation, generation + 1).SetProperty(r => r.RotatedAt, now).SetProperty(r => r.ExpiresAt, end)) is 1)
        {
            return generation + 1;
        }

        var known = await db.Refreshes.AsNoTracking().SingleOrDefaultAsync(r => r.Family == family);
        if (known?.Generation == generation + 1 && now - known.RotatedAt < Grace.TotalMilliseconds)
        {
            return known.Generation;
        }

        await db.Refreshes.Where(r => r.Family == family)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Generation, Ended).SetProperty(r => r.ExpiresAt, end));
        return null;
    }

    /// <summary>Most sign-ins are never refreshed: a family has a row from its first refresh on, and as long as one of its tokens could come.</summary>
    private async Task<bool> InsertAsync(string family, long now, long end)
    {
        await db.Refreshes.Where(r => r.ExpiresAt < now).ExecuteDeleteAsync();
        return await db.Database.ExecuteSqlAsync(
            $"INSERT INTO refreshes (family, generation, rotated_at, expires_at) VALUES ({family}, 1, {now}, {end}) ON CONFLICT (family) DO NOTHING") is 1;
    }
}
