using SyncServer.Core.Documents;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>
/// Refuses saves that are doomed already, so that a storm of stale ones does not reach the writer. The head that a save is refused against
/// is what the database said a moment ago; the hint only rules out that the save is a repeat (protocol 4, last paragraph).
/// </summary>
internal sealed class EarlyRefusal(ILastWriters lastWriters, IDocumentReader reader)
{
    /// <summary>The refusal, or null where the database is to decide.</summary>
    public async ValueTask<SaveDecision.Refused?> TryRefuseAsync(SaveCommand command)
    {
        if (lastWriters.Find(command.Key) is not { } known || Named(command) is not { } named || !known.Dooms(command, named))
        {
            return null;
        }

        var head = await reader.NewestAsync(command.Key, known.Head.Version);
        if (head is null || head.Version < known.Head.Version)
        {
            lastWriters.Forget(command.Key);
            return null;
        }

        if (head.ETag != known.Head)
        {
            // Another node wrote since. What it says counts only together with a head that the database gives.
            known = await lastWriters.AskAsync(command.Key, head.ETag);
            head = known is null ? head : await reader.NewestAsync(command.Key, known.Head.Version);
            if (known is null || known.Head != head?.ETag || known.Writer != head.Newest.Session)
            {
                return null;
            }

            lastWriters.Trust(command.Key, known);
            known = lastWriters.Find(command.Key);
        }

        return known?.Dooms(command, named) is true ? new SaveDecision.Refused(Refusal.EditConflict, head, named) : null;
    }

    /// <summary>The newest version that the save names, where all its ETags are known to be the document's.</summary>
    private ETag? Named(SaveCommand command) =>
        command.Precondition is Precondition.IfMatch { ETags: var etags } && etags.All(etag => lastWriters.IsVersion(command.Key, etag))
            ? etags.MaxBy(etag => etag.Version)
            : null;
}
