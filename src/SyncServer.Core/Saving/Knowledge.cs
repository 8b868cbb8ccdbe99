using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>What a session says that it knew of others by naming a version.</summary>
public static class Knowledge
{
    // A chain of own versions that is longer is taken for two: a needless refusal at worst.
    private const int MostSteps = 32;

    /// <summary>
    /// Whether a session that named these two versions knew the same of others both times. Its own versions tell nothing of others but what
    /// they were made on; any other version, and one that was merged, brought something to see.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="one">A version that it named.</param>
    /// <param name="other">Another one.</param>
    /// <param name="read">Reads a version; null where it is not kept.</param>
    public static async ValueTask<bool> IsSameAsync(SessionKey session, long one, long other, Func<long, ValueTask<Revision?>> read)
    {
        for (var step = 0; step < MostSteps && one != other; step++)
        {
            var newer = Math.Max(one, other);
            if (await read(newer) is not { IsAsSubmitted: true, Base: { } below } revision || revision.Session != session)
            {
                return false;
            }

            (one, other) = (Math.Min(one, other), below);
        }

        return one == other;
    }
}
