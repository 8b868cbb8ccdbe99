using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>What a session says that it knew of others by naming a version.</summary>
public static class Knowledge
{
    // More own versions than these are taken for not known: a needless refusal.
    private const int MostVersions = 1000;

    /// <summary>
    /// Whether a session that named these two versions knew the same of others both times: everything down to the version that all of them
    /// were made on is its own, as it sent it. Any other version, and one that was merged, brought something to see.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <param name="one">A version that it named.</param>
    /// <param name="other">Another one.</param>
    /// <param name="older">Gives some versions before one, newest first; none where there are none.</param>
    public static async Task<bool> IsSameAsync(SessionKey session, long one, long other, Func<long, Task<IReadOnlyList<Revision>?>> older)
    {
        var (next, root) = (Math.Max(one, other), Math.Min(one, other));
        for (var last = next - MostVersions; next > root && next > last;)
        {
            if (await older(next + 1) is not { Count: > 0 } versions)
            {
                return false;
            }

            foreach (var revision in versions.TakeWhile(_ => next > root))
            {
                // One that is not kept may have been anybody's.
                if (revision.ETag.Version != next || revision.Session != session || revision is not { IsAsSubmitted: true, Base: { } below })
                {
                    return false;
                }

                (next, root) = (next - 1, Math.Min(root, below));
            }
        }

        return next == root;
    }
}
