using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Storage;

/// <summary>The splices between a snapshot and a version: what reading that version takes.</summary>
/// <param name="Snapshot">The version of the snapshot.</param>
/// <param name="Bytes">Bytes of the splices after it, with their bookkeeping.</param>
internal readonly record struct Chain(long Snapshot, int Bytes)
{
    /// <summary>Bounds the rows that reading any version takes: the versions of a segment lie within so many from its snapshot on.</summary>
    public const int MaxLength = 256;

    // A splice's row costs about this beside its bytes, when it is read.
    private const int SpliceBytes = 16;

    /// <summary>The payload of the next version, and the chain that it ends: a splice, or a snapshot where a splice would not be worth it.</summary>
    /// <param name="version">The next version.</param>
    /// <param name="before">The content of the version that this chain ends in; null where there is none, or it is a tombstone.</param>
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
