namespace SyncServer.Core.Merging.RichText;

/// <summary>Outermost blocks that one or both sides changed, as ranges of the children of each document.</summary>
internal sealed record BlockChange(Range Base, Range Theirs, Range Yours, Range Merged, ChangedBy By, bool IsDisputed)
{
    /// <summary>Whether a user's choice for these blocks changes nothing else: what is in them is disputed, or the same on all sides.</summary>
    public bool CanBeReplaced { get; init; }
}
