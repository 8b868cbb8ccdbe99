using SyncServer.Core.Documents;

namespace SyncServer.Core.Merging;

/// <summary>The result of a three-way comparison: what each side changed, and the merge (docs/protocol.md, sections 4.9 and 5).</summary>
public abstract record MergeResult
{
    private MergeResult()
    {
    }

    /// <summary>
    /// The document with both sides' changes and the head's type; null if they cannot be merged. That is possible without an overlap: if the types differ, tags
    /// would cross, or both sides moved the same words or the same element to different places. The document may be larger than the collection allows.
    /// </summary>
    public Content? Merged { get; init; }

    /// <summary>Of three JSON documents.</summary>
    /// <param name="Changes">The differences, in the order of the documents. If there are too many, one change of the whole document.</param>
    public sealed record Fields(IReadOnlyList<FieldChange> Changes) : MergeResult
    {
        /// <summary>
        /// Where they cannot be merged, the document with the changes that do not overlap, and the head's values where they do. Null if there is an overlap that no value
        /// stands for, such as a deleted member.
        /// </summary>
        public Content? Undisputed { get; init; }
    }

    /// <summary>Of three texts.</summary>
    /// <param name="Changes">The differences in order. If there are too many, one change from the first to the last difference.</param>
    public sealed record Lines(IReadOnlyList<LineChange> Changes) : MergeResult;

    /// <summary>Of content of another kind, or of different kinds. It is never merged.</summary>
    public sealed record Opaque : MergeResult;
}
