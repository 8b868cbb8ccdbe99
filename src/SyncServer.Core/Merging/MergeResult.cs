using SyncServer.Core.Documents;

namespace SyncServer.Core.Merging;

/// <summary>What two sides made of one base, and what comes of putting both together (protocol 4.9 and 5).</summary>
public abstract record MergeResult
{
    private MergeResult()
    {
    }

    /// <summary>
    /// Both sides' changes in one document, with the head's type; null where they cannot be merged. That may be so although no two of
    /// them overlap: where types differ, tags would cross, or both moved the same words or the same element to different places.
    /// It may be larger than the collection allows.
    /// </summary>
    public Content? Merged { get; init; }

    /// <summary>Three JSON documents.</summary>
    /// <param name="Changes">What differs, in the order of the documents. Where it is too much to tell, the whole document.</param>
    public sealed record Fields(IReadOnlyList<FieldChange> Changes) : MergeResult;

    /// <summary>Three texts.</summary>
    /// <param name="Changes">What differs, in order. Where it is too much to tell, everything from the first to the last difference.</param>
    public sealed record Lines(IReadOnlyList<LineChange> Changes) : MergeResult;

    /// <summary>Something else, or not three of a kind. Never merged.</summary>
    public sealed record Opaque : MergeResult;
}
