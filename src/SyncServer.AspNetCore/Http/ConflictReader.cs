using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;
using SyncServer.Insights;
using SyncServer.Saving;

namespace SyncServer.Http;

/// <summary>Builds the conflict members of a 412 (docs/protocol.md, section 5). Reading and comparing happen outside the writer loop.</summary>
internal sealed class ConflictReader(IDocumentReader reader, Preparations preparations, Comparisons comparisons, ConflictRecorder recorder, ConflictCounts counts)
{
    /// <summary>Builds the members for a refusal and records the conflict.</summary>
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
        counts.RecordConflict(command.Key, refused);
        return new Conflict
        {
            Id = recorder.Record(command, refused, merged is not null),
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
    /// Compares against the base that a merge would use; if that is unknown, against the named version, to show what changed. Null if a version is not kept,
    /// if the comparison queue is full, and for an early refusal.
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
        if (@base is null || !comparisons.TryRun(command.By, Compare, out var comparing))
        {
            return null;
        }

        var (compared, failure) = await comparing;
        preparations.LogFailure(command.Key, failure);
        return compared;

        (MergeResult?, Exception?) Compare() =>
            Preparation.YoursOf(command, @base) is { } yours ? Preparation.Compare(@base, current!, yours, command.Policy.Merge) : default;
    }

    /// <summary>Finds a base that was thinned away: a well-formed ETag whose version is not kept is taken for that version's, as it can no longer be verified.</summary>
    private async Task<(ETag? Base, bool Kept)> FindThinnedAsync(SaveCommand command, Head head) =>
        command.Precondition is Precondition.IfMatch { ETags: [var only] } && only.Version > 0 && only.Version < head.Version && await reader.ReadAsync(command.Key, only.Version) is null
            ? (only, false) : (null, false);
}
