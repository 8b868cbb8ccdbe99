namespace SyncServer.Core.Merging.RichText;

/// <summary>Formatting of a run of text, such as bold or a link.</summary>
/// <param name="Type">The type.</param>
/// <param name="Source">The mark in the format of the document.</param>
internal readonly record struct Mark(string Type, string Source);

/// <summary>The marks of a run of text, in the order of the document. Equal sets are the same object within one merge (<see cref="MarkSets"/>).</summary>
/// <param name="marks">The marks.</param>
internal sealed class MarkSet(IReadOnlyList<Mark> marks)
{
    /// <summary>The marks.</summary>
    public IReadOnlyList<Mark> Marks { get; } = marks;

    /// <summary>Whether a type occurs twice.</summary>
    public bool RepeatsType { get; } = marks.DistinctBy(m => m.Type, StringComparer.Ordinal).Count() < marks.Count;

    /// <summary>The mark of the same type, or from the same source.</summary>
    public Mark? Find(Mark mark, bool bySource)
    {
        foreach (var one in Marks)
        {
            if (string.Equals(bySource ? one.Source : one.Type, bySource ? mark.Source : mark.Type, StringComparison.Ordinal))
            {
                return one;
            }
        }

        return null;
    }
}
