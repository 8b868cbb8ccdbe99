using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Storage;

/// <summary>The rows from a snapshot to a version, which must be read to get the version's bytes.</summary>
/// <param name="Snapshot">The version of the snapshot.</param>
/// <param name="Bytes">The bytes of the splices after it, including the overhead of their rows.</param>
internal readonly record struct Chain(long Snapshot, int Bytes)
{
    /// <summary>The maximum number of rows that must be read to get a version.</summary>
    public const int MaxLength = 256;

    // The approximate overhead of reading the row of a splice.
    private const int SpliceBytes = 16;

    /// <summary>The payload of the next version, and the chain that ends in it: a splice, or a snapshot if the chain would cost more than one.</summary>
    /// <param name="version">The next version.</param>
    /// <param name="before">The content of the version that this chain ends in; null if there is none or it is a tombstone.</param>
    /// <param name="after">The content of the next version; null for a tombstone.</param>
    public (Splice Payload, Chain Chain) Append(long version, Content? before, Content? after)
    {
        if (before is not null && after is not null)
        {
            var splice = Splice.Between(before.Bytes.Span, after.Bytes);
            var longer = Add(splice.Middle.Length);
            if (longer.Bytes <= after.Bytes.Length && version - Snapshot < MaxLength)
            {
                return (splice, longer);
            }
        }

        return (new Splice(0, 0, after?.Bytes ?? default), new Chain(version, 0));
    }

    /// <summary>The chain with one more splice.</summary>
    public Chain Add(int spliceBytes) => this with { Bytes = Bytes + spliceBytes + SpliceBytes };
}
