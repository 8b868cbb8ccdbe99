using SyncServer.Core.Documents;
using SyncServer.Core.Locking;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Saving;

/// <summary>
/// The result of all work for a save that depends on the size of the document, computed outside the writer. It is valid only while the head is the same
/// and the merge base is the same.
/// </summary>
/// <param name="Head">The head that it was computed with.</param>
/// <param name="Base">The merge base; null if the save was not stale.</param>
public sealed record Preparation(ETag Head, MergeBase? Base)
{
    /// <summary>The content that the save would write: the patched head or the merge; null if the save cannot be patched or merged.</summary>
    public Content? Result { get; private init; }

    /// <summary>The save's own content, without the changes of others: the submission of a merged PUT or PATCH.</summary>
    public Content? Yours { get; private init; }

    /// <summary>The comparison with the head; null if the save was not stale or the base is not kept.</summary>
    public MergeResult? Compared { get; private init; }

    /// <summary>Why the comparison failed: an error of this program. The save is decided as one that cannot be merged.</summary>
    public Exception? Failure { get; private init; }

    /// <summary>The paths that the save touches; null if they were not requested.</summary>
    public IReadOnlyList<JsonPointer>? Paths { get; private init; }

    /// <summary>Computes what a decision needs.</summary>
    /// <param name="command">The save.</param>
    /// <param name="work">The decision.</param>
    /// <param name="base">The bytes of the merge base; null if the save is not stale or the base is not kept.</param>
    public static Preparation Of(SaveCommand command, SaveDecision.Unprepared work, Content? @base)
    {
        var yours = work.Base is null ? null : YoursOf(command, @base);
        var (compared, failure) = yours is null ? default : Compare(@base!, work.Content!, yours, command.Policy.Merge);
        var result = work.Base is null
            ? command.Method is SaveMethod.Patch ? MergePatch.Apply(work.Content!, command.Body!) : command.Body
            // A merge that is larger than the collection allows is not written.
            : compared?.Merged is { } merged && merged.Bytes.Length <= command.Policy.MaxBytes ? merged : null;
        return new Preparation(work.Head.ETag, work.Base)
        {
            Result = result,
            Yours = yours,
            Compared = compared,
            Failure = failure,
            Paths = !work.NeedsPaths ? null
                : work.Base is not null && result is not null ? TouchedPaths.Of(SaveMethod.Put, work.Content, result)
                : TouchedPaths.Of(command.Method, work.Content, command.Body),
        };
    }

    /// <summary>Compares the head and a save with the version that the save was made on. No content may make the save fail: a comparison that throws has no result.</summary>
    public static (MergeResult? Compared, Exception? Failure) Compare(Content @base, Content theirs, Content yours, MergeRules rules)
    {
        try
        {
            return (ThreeWayMerge.Merge(@base, theirs, yours, rules), null);
        }
        catch (Exception e)
        {
            return (new MergeResult.Opaque(), e);
        }
    }

    /// <summary>The content of a save made on its base, without the changes of others; null if the base is not kept or cannot be patched.</summary>
    public static Content? YoursOf(SaveCommand command, Content? @base) =>
        @base is null || command.Body is null ? null
        : command.Method is SaveMethod.Patch ? MergePatch.Apply(@base, command.Body)
        : command.Body;
}
