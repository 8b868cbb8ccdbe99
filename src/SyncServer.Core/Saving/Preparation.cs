using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Saving;

/// <summary>
/// What was computed from a save and one head: all work that depends on the size of the document. It counts only while that head is the newest
/// version and the merge base is the same.
/// </summary>
/// <param name="Head">The head.</param>
/// <param name="Base">What the save was merged on; null where it was not stale.</param>
public sealed record Preparation(ETag Head, MergeBase? Base)
{
    /// <summary>What the save would write: a PATCH applied to the head, or the merge; null where it cannot be patched or merged.</summary>
    public Content? Result { get; private init; }

    /// <summary>What the save alone makes of the merge base: the submission of a merged PUT or PATCH.</summary>
    public Content? Yours { get; private init; }

    /// <summary>The comparison with the head; null where the save was not stale or the base is not kept.</summary>
    public MergeResult? Compared { get; private init; }

    /// <summary>The paths that the save touches; null where nobody asked for them.</summary>
    public IReadOnlyList<JsonPointer>? Paths { get; private init; }

    /// <summary>Computes what a decision asks for.</summary>
    /// <param name="command">The save.</param>
    /// <param name="work">The decision.</param>
    /// <param name="base">The bytes of the merge base; null where it is not stale or the base is not kept.</param>
    public static Preparation Of(SaveCommand command, SaveDecision.Unprepared work, Content? @base)
    {
        var yours = work.Base is null ? null : YoursOf(command, @base);
        var compared = yours is null ? null : ThreeWayMerge.Merge(@base!, work.Content!, yours, command.Policy.TextMerge);
        var result = work.Base is null
            ? command.Method is SaveMethod.Patch ? MergePatch.Apply(work.Content!, command.Body!) : command.Body
            // What the collection does not take is not merged either.
            : compared?.Merged is { } merged && merged.Bytes.Length <= command.Policy.MaxBytes ? merged : null;
        return new Preparation(work.Head.ETag, work.Base)
        {
            Result = result,
            Yours = yours,
            Compared = compared,
            Paths = !work.NeedsPaths ? null
                : work.Base is not null && result is not null ? TouchedPaths.Of(SaveMethod.Put, work.Content, result)
                : TouchedPaths.Of(command.Method, work.Content, command.Body),
        };
    }

    /// <summary>What a save alone makes of its base; null where the base is not kept or cannot be patched.</summary>
    public static Content? YoursOf(SaveCommand command, Content? @base) =>
        @base is null || command.Body is null ? null
        : command.Method is SaveMethod.Patch ? MergePatch.Apply(@base, command.Body)
        : command.Body;
}
