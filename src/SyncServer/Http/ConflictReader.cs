using SyncServer.Conflicts;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Ports;
using SyncServer.Core.Saving;
using SyncServer.Insights;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>Gathers what a 412 shows. It reads and compares outside of the writer's turn, and as few at once as merges are.</summary>
internal sealed class ConflictReader(IDocumentReader reader, Merging merging, ConflictBook book, ConflictCounts counts)
{
    /// <summary>Reads the version that the save failed against: by its number, as the head may have moved on.</summary>
    public async Task<Conflict> ReadAsync(SaveCommand command, SaveDecision.Refused refused)
    {
        if (refused is not { Head: { } head, Reason: Refusal.EditConflict or Refusal.AlreadyExists })
        {
            return Conflict.None;
        }

        var current = await reader.ReadAsync(command.Key, head.Version);
        var (@base, kept) = await BaseAsync(command, refused.Base, head);
        var compared = await CompareAsync(command, refused, head);
        // What the collection does not take is not merged either.
        var merged = compared?.Merged is { } both && both.Bytes.Length <= command.Policy.MaxBytes && !await IsAfterUnknownAsync(command, refused, head) ? both : null;
        book.Compared(command, refused, merged is not null);
        var self = await IsOwnAsync(command, refused, head);
        counts.Met(command.Key, refused, self);
        return new Conflict
        {
            Refused = refused,
            Key = command.Key,
            Self = self,
            Base = @base,
            BaseKept = kept,
            Current = current?.Content,
            Compared = compared,
            Merged = merged,
        };
    }

    private async Task<(ETag? Base, bool Kept)> BaseAsync(SaveCommand command, ETag? known, Head head)
    {
        // An ETag of our form that names a version which is not kept may have been that version's: nobody can say otherwise any more.
        if ((known ?? (command.Precondition is Precondition.IfMatch { ETags: [var only] } && only.Version > 0 && only.Version < head.Version ? only : null)) is not { } etag)
        {
            return (null, false);
        }

        var found = await reader.ReadAsync(command.Key, etag.Version);
        return found?.Revision.ETag == etag ? (etag, true)
            : found is null ? (etag, false)
            : (null, false);
    }

    /// <summary>A storm of refusals must not ask the database: nearly always the rules have told of all of the session's saves.</summary>
    private async Task<bool> IsAfterUnknownAsync(SaveCommand command, SaveDecision.Refused refused, Head head) =>
        (command.Sequence is null || head.Version - refused.Base!.Value.Version >= SaveRules.ReceiptHorizon)
        && await merging.WroteAfterAsync(command, head, refused.Base!.Value, refused.Own);

    private async Task<MergeResult?> CompareAsync(SaveCommand command, SaveDecision.Refused refused, Head head) =>
        !head.Deleted && refused.Base is { } named ? (await merging.CompareAsync(command, head, named, refused.Own))?.Result : null;

    private async Task<bool> IsOwnAsync(SaveCommand command, SaveDecision.Refused refused, Head head)
    {
        // A create was made on the beginning of the run, or of the document.
        var after = command.Precondition is Precondition.IfNoneMatchAny ? head.Run.Created ? head.Run.Base : 0 : refused.Base?.Version;
        return command.Session is { } session && session == head.Newest.Session && after is { } version
            && await reader.IsOnlyByAsync(command.Key, session, version, head.Version);
    }
}
