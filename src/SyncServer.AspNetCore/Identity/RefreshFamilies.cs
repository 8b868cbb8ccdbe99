using Microsoft.EntityFrameworkCore;

namespace SyncServer.Identity;

/// <summary>
/// Refresh token rotation (docs/protocol.md, section 11). Each refresh issues the next generation of the token family. A refresh token stays valid until a token
/// of the next generation is used, as the response with those may have been lost, or two tabs may refresh at once. If it is used after that, one of the tokens
/// must have been stolen, and the whole family is revoked. The state is in the database, so that it applies on every node and after a restart.
/// </summary>
internal sealed class RefreshFamilies(AccountsDb db, TimeProvider time)
{
    /// <summary>The lifetime of a refresh token: 14 days.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(14);

    private const long Revoked = -1;

    /// <summary>Uses a refresh token.</summary>
    /// <param name="family">The family of the token.</param>
    /// <param name="generation">Its generation; the sign-in issues generation 0.</param>
    /// <returns>The next generation; null if the token is not valid.</returns>
    public async Task<long?> RefreshAsync(string family, long generation)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var end = now + (long)Life.TotalMilliseconds;
        var next = generation + 1;
        // Each is one atomic statement, also across nodes. The first two issue the next generation, the third issues it again.
        if (generation is 0 && await InsertAsync(family, now, end)
            || await db.Refreshes.Where(r => r.Family == family && r.Generation == generation)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.Generation, next).SetProperty(r => r.Used, false).SetProperty(r => r.ExpiresAt, end)) is 1
            || await db.Refreshes.Where(r => r.Family == family && r.Generation == next && !r.Used)
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.ExpiresAt, end)) is 1)
        {
            return next;
        }

        await db.Refreshes.Where(r => r.Family == family)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Generation, Revoked).SetProperty(r => r.ExpiresAt, end));
        return null;
    }

    /// <summary>Records the use of an access token, which invalidates the refresh token of the generation before.</summary>
    public async Task RecordUseAsync(string family, long generation) =>
        await db.Refreshes.Where(r => r.Family == family && r.Generation == generation && !r.Used)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Used, true));

    /// <summary>Inserts the family at its first refresh, as most sign-ins are never refreshed, and deletes expired families.</summary>
    private async Task<bool> InsertAsync(string family, long now, long end)
    {
        await db.Refreshes.Where(r => r.ExpiresAt < now).ExecuteDeleteAsync();
        return await db.Database.ExecuteSqlAsync(
            $"INSERT INTO refreshes (family, generation, used, expires_at) VALUES ({family}, 1, {false}, {end}) ON CONFLICT (family) DO NOTHING") is 1;
    }
}
