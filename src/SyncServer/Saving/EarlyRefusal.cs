using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>
/// Refuses saves that are doomed already, so that a storm of stale ones does not reach the writer. That another session wrote after the
/// version that the save names is what the database said a moment ago; the hint only rules out that the save is a repeat (protocol 4, last
/// paragraph).
/// </summary>
internal sealed class EarlyRefusal(ILastWriters lastWriters, IDocumentReader reader, ILockStore locks)
{
    private const int MostWaits = 2;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(10);

    /// <summary>The refusal, or null where the database is to decide.</summary>
    public async ValueTask<SaveDecision.Refused?> TryRefuseAsync(SaveCommand command)
    {
        // What may be merged is not doomed, and where locks are needed they are asked for first (protocol 4.6).
        if (command.OnConflict is OnConflict.Merge || command.Policy.Mode is SaveMode.Pessimistic)
        {
            return null;
        }

        if (lastWriters.Find(command.Key) is not { } known || Named(command) is not { } named || !known.IsStale(command, named))
        {
            return null;
        }

        if (await reader.NewestAsync(command.Key, known.Head.Version) is not { } head || head.Version < known.Head.Version)
        {
            lastWriters.Forget(command.Key);
            return null;
        }

        // Whoever holds it is told first (protocol 4.6).
        if (locks.MayHave(command.Key))
        {
            return null;
        }

        // Hints come a little after the commits that they tell of. A doomed save can wait for that; the writer must not.
        known = await lastWriters.FindAsync(command.Key, head);
        for (var i = 0; i < MostWaits && known is null; i++)
        {
            await Task.Delay(Wait);
            known = await lastWriters.FindAsync(command.Key, head);
        }

        // A hint may have run ahead of the head that is shown.
        return known?.At(head).Dooms(command, named) is true
            ? new SaveDecision.Refused(Refusal.EditConflict, head, named, Own: command.Session is { } session ? known.OwnAfter(session, named) : null)
            : null;
    }

    /// <summary>The newest version that the save names, where all its ETags are known to be the document's.</summary>
    private ETag? Named(SaveCommand command) =>
        command.Precondition is Precondition.IfMatch { ETags: var etags } && etags.All(etag => lastWriters.IsVersion(command.Key, etag))
            ? etags.MaxBy(etag => etag.Version)
            : null;
}
