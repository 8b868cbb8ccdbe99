namespace SyncServer.Core.Documents;

/// <summary>The newest version of a document and the run it ends: all that deciding the next save needs, except its bytes.</summary>
public sealed record Head : DocumentInfo
{
    /// <summary>The run that the newest version belongs to.</summary>
    public required Run Run { get; init; }

    /// <summary>The version that created the document: 1, or the first version after its last delete. Older versions are from before that delete.</summary>
    public required long CreatedVersion { get; init; }
}
