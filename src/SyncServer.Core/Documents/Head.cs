namespace SyncServer.Core.Documents;

/// <summary>The newest version of a document and the run it ends: all that deciding the next save needs, but for its bytes.</summary>
public sealed record Head : DocumentInfo
{
    /// <summary>The run that the newest version belongs to.</summary>
    public required Run Run { get; init; }
}
