namespace SyncServer.Core.Merging.RichText;

/// <summary>Formatting of a run of text, such as bold or a link.</summary>
/// <param name="Type">The type.</param>
/// <param name="Source">The mark in the format of the document.</param>
internal readonly record struct Mark(string Type, string Source);

/// <summary>The marks of a run of text, in the order of the document. Equal sets are the same object within one merge (<see cref="MarkSets"/>).</summary>
internal sealed class MarkSet(IReadOnlyList<Mark> marks)
{
    /// <summary>The marks, each type once.</summary>
    public IReadOnlyList<Mark> Marks { get; } = marks;

    /// <summary>The mark of a type.</summary>
    public string? Of(string type)
    {
        foreach (var mark in Marks)
        {
            if (string.Equals(mark.Type, type, StringComparison.Ordinal))
            {
                return mark.Source;
            }
        }

        return null;
    }
}
