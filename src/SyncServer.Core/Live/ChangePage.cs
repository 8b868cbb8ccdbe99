namespace SyncServer.Core.Live;

/// <summary>A page of the log, up to the last change whose place in the order is final.</summary>
/// <param name="Changes">Every change between the requested cursor and <paramref name="Next"/>, in the order of the log.</param>
/// <param name="Next">
/// The cursor from which to continue. No change will be committed at or before it that is not returned already. If it equals the requested cursor, there is
/// no further change whose place is final. A later change may already be committed, while an earlier one is still in flight.
/// </param>
public sealed record ChangePage(IReadOnlyList<Change> Changes, ChangeCursor Next)
{
    /// <summary>The page of these changes after a cursor.</summary>
    public static ChangePage After(ChangeCursor cursor, IReadOnlyList<Change> changes) => new(changes, changes.Count > 0 ? changes[^1].Cursor : cursor);
}
