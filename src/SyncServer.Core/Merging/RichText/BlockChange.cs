namespace SyncServer.Core.Merging.RichText;

/// <summary>Outermost blocks that one or both sides changed, as ranges of the children of each document.</summary>
internal sealed record BlockChange(Range Base, Range Theirs, Range Yours, Range Merged, ChangedBy By, bool IsDisputed);
