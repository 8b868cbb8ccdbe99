using Microsoft.EntityFrameworkCore;

namespace SyncServer.Identity;

/// <summary>
/// Protocol 11: each refresh makes a pair of tokens of the next generation of its family. A refresh token stays good until a token of the
/// next generation is used, as the answer that brought this may have been lost, or gone to another tab. If it comes back later, it or its
/// successor must be stolen, and the family ends. Kept in the database, so that it holds on every node and after a restart.
/// </summary>
internal sealed class RefreshFamilies(AccountsDb db, TimeProvider time)
{
    /// <summary>How long a refresh token lives, unused.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(14);

    private const long Ended = -1;

    /// <summary>Takes a refresh token.</summary>
    /// <param name="family">The token's family.</param>
    /// <param name="generation">Its generation; 0 is the sign-in's.</param>
    /// <returns>The generation that follows it; null where the token is good no more.</returns>
    public async Task<long?> RefreshAsync(string family, long generation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var end = now + (long)Life.TotalMilliseconds;
        var next = generation + 1;
        // Each is one statement, which decides between all nodes. The first two use the newest generation up, the third makes its pair again.
        if (generation is 0 && await InsertAsync(family, now, end)
            || await db.Refreshes.Where(r => r.Family == family && r.Generation == generation)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.Generation, next).SetProperty(r => r.Used, false).SetProperty(r => r.ExpiresAt, end)) is 1
            || await db.Refreshes.Where(r => r.Family == family && r.Generation == next && !r.Used)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.ExpiresAt, end)) is 1)
        {
            return next;
        }

        await db.Refreshes.Where(r => r.Family == family)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Generation, Ended).SetProperty(r => r.ExpiresAt, end));
        return null;
    }

    /// <summary>Notes that an access token was used: the refresh token that it was made from is good no more.</summary>
    public async Task UseAsync(string family, long generation) =>
        await db.Refreshes.Where(r => r.Family == family && r.Generation == generation && !r.Used)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Used, true));

    /// <summary>Most sign-ins are never refreshed: a family has a row from its first refresh on, and as long as one of its tokens could come.</summary>
    private async Task<bool> InsertAsync(string family, long now, long end)
    {
        await db.Refreshes.Where(r => r.ExpiresAt < now).ExecuteDeleteAsync();
        return await db.Database.ExecuteSqlAsync(
            $"INSERT INTO refreshes (family, generation, used, expires_at) VALUES ({family}, 1, {false}, {end}) ON CONFLICT (family) DO NOTHING") is 1;
    }
}
