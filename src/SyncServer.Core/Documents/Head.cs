namespace SyncServer.Core.Documents;

/// <summary>The newest version of a document and the run that it ends: everything that deciding the next save needs, except the bytes.</summary>
public sealed record Head : DocumentInfo
{
    /// <summary>The run that the newest version belongs to.</summary>
    public required Run Run { get; init; }

    /// <summary>The version that created the document: 1, or the first version after its last delete. Lower versions are older than that delete.</summary>
    public required long CreatedVersion { get; init; }
}
