namespace SyncServer.Core.Live;

/// <summary>The next part of the log, as far as it is certain.</summary>
/// <param name="Changes">Every change between the place that was asked for and <paramref name="Next"/>, in the order of the log.</param>
/// <param name="Next">
/// Nothing will ever be committed at or before this place that is not told already. Where it is the place that was asked for, nothing more is
/// certain yet. That is not the end: a change that others have seen committed may lie behind one that is still being written.
/// </param>
public sealed record ChangePage(IReadOnlyList<Change> Changes, ChangeCursor Next)
{
    /// <summary>The page after a place.</summary>
    public static ChangePage After(ChangeCursor place, IReadOnlyList<Change> changes) => new(changes, changes.Count > 0 ? changes[^1].Cursor : place);
}
