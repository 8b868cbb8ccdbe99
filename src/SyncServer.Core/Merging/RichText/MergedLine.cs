namespace SyncServer.Core.Merging.RichText;

/// <summary>A line of the merge, and the lines of the sides that it was.</summary>
/// <param name="Sides">The line of each side; null where that side does not have it.</param>
/// <param name="Content">Type, header and text. Its parent is not that of the merge.</param>
internal sealed record MergedLine(Sides<Line?> Sides, Line Content)
{
    /// <summary>The containers around it, the outermost first.</summary>
    public IReadOnlyList<Container> Containers { get; set; } = [];
}

/// <summary>Lines of one side that are merged.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="Bases">For each the index of the line of the base that it was; negative for an added line.</param>
/// <param name="Before">The line before them.</param>
/// <param name="After">The line after them.</param>
internal readonly record struct SideLines(Line[] Lines, int[] Bases, Line? Before, Line? After);

/// <summary>Lines that both sides changed differently.</summary>
/// <param name="Base">The lines of the base.</param>
/// <param name="Theirs">The lines of the head.</param>
/// <param name="Yours">The lines of the request.</param>
internal sealed record Dispute(IReadOnlyList<Line> Base, IReadOnlyList<Line> Theirs, IReadOnlyList<Line> Yours);
