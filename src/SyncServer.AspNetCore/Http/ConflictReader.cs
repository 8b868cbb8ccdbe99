using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;
using SyncServer.Insights;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>Gathers what a 412 shows (protocol section 5): it reads and compares outside of the writer's turn.</summary>
internal sealed class ConflictReader(IDocumentReader reader, Preparations preparations, Comparisons comparisons, ConflictBook book, ConflictCounts counts)
{
    /// <summary>Reads what belongs to a refusal, and enters the conflict in the record.</summary>
    public async Task<Conflict> ReadAsync(SaveCommand command, SaveDecision.Refused refused)
    {
        if (refused is not { Head: { } head, Reason: Refusal.EditConflict or Refusal.AlreadyExists })
        {
            return Conflict.None;
        }

        var current = refused.Content ?? (head.Deleted ? null : (await reader.ReadAsync(command.Key, head.ETag))?.Content);
        var compared = refused.Compared ?? await CompareAsync(command, refused, current);
        var merged = refused.Base.IsKnown && compared?.Merged is { } both && both.Bytes.Length <= command.Policy.MaxBytes ? both : null;
        var (@base, kept) = refused.Named is { } named ? (named, true) : await FindThinnedAsync(command, head);
        counts.Met(command.Key, refused);
        return new Conflict
        {
            Id = book.Meet(command, refused, merged is not null),
            Head = head,
            Key = command.Key,
            Self = refused.Self,
            Base = @base,
            BaseKept = kept,
            Current = current,
            Compared = compared,
            Merged = merged,
        };
    }

    /// <summary>
    /// Compares on the base that a merge would be made on; where that is not known, on the named version, to show what changed. Null where one of them
    /// is not kept, where too much is waiting, and for an early refusal.
    /// </summary>
    private async Task<MergeResult?> CompareAsync(SaveCommand command, SaveDecision.Refused refused, Content? current)
    {
        if (refused.Content is null || command.Body is null)
        {
            return null;
        }

        var @base = refused.Base.IsKnown ? await preparations.ReadAsync(command.Key, refused.Base)
            : refused.Named is { } named ? await preparations.ReadAsync(command.Key, named)
            : null;
        return @base is not null && comparisons.TryRun(command.By, Compare, out var compared) ? await compared : null;

        MergeResult? Compare() => Preparation.YoursOf(command, @base) is { } yours ? ThreeWayMerge.Merge(@base, current!, yours, command.Policy.TextMerge) : null;
    }

    /// <summary>An ETag of our form that names a version which is not kept may have been that version's: nobody can say otherwise any more.</summary>
    private async Task<(ETag? Base, bool Kept)> FindThinnedAsync(SaveCommand command, Head head) =>
        command.Precondition is Precondition.IfMatch { ETags: [var only] } && only.Version > 0 && only.Version < head.Version && await reader.ReadAsync(command.Key, only.Version) is null
            ? (only, false) : (null, false);
}
