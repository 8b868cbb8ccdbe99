namespace SyncServer.Storage;

/// <summary>The splices between a snapshot and a version: what reading that version takes.</summary>
/// <param name="Snapshot">The version of the snapshot.</param>
/// <param name="Bytes">Bytes of the splices after it, with their bookkeeping.</param>
internal readonly record struct Chain(long Snapshot, int Bytes)
{
    // A splice's row costs about this beside its bytes, when it is read.
    private const int SpliceBytes = 16;

    // Bounds the rows that reading any version takes.
    private const int MaxLength = 256;

    /// <summary>The chain with one more splice.</summary>
    public Chain Add(int spliceBytes) => this with { Bytes = Bytes + spliceBytes + SpliceBytes };

    /// <summary>Whether this chain, ending in the given version, is worth keeping; else that version becomes a snapshot.</summary>
    public bool IsWorth(long version, int contentBytes) => Bytes <= contentBytes && version - Snapshot < MaxLength;
}
