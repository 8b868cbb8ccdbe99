using SyncServer.Core.Documents;
using SyncServer.Core.Locking;

namespace SyncServer.Core.Saving;

/// <summary>
/// What deciding one command needs to know of its document, read in the transaction that writes. The receipts are needed only where
/// <see cref="SaveRules.NeedsReceipts"/> says so.
/// </summary>
public sealed record DocumentState
{
    /// <summary>A document never seen.</summary>
    public static DocumentState Unseen { get; } = new();

    /// <summary>The newest version; null where the document was never seen.</summary>
    public Head? Head { get; init; }

    /// <summary>The newest version's bytes; null on a tombstone.</summary>
    public Content? Content { get; init; }

    /// <summary>The newest kept version that the command's ETags name; null where they name none.</summary>
    public ETag? Named { get; init; }

    /// <summary>How long ago the head's run was last accepted, by a clock that never jumps; null where no such clock saw it.</summary>
    public TimeSpan? MeasuredAge { get; init; }

    /// <summary>The receipt of the command's own session and sequence.</summary>
    public Receipt? Same { get; init; }

    /// <summary>
    /// The session's receipt with the highest sequence, among those for versions after <see cref="Named"/> (an unchanged save of that
    /// very version is after it); among all where nothing is named.
    /// </summary>
    public Receipt? Highest { get; init; }

    /// <summary>The sequence that the session last had accepted, wherever it is. For a PATCH only.</summary>
    public long? Last { get; init; }

    /// <summary>The document's locks; it need not exist. Some may have died.</summary>
    public IReadOnlyList<DocumentLock> Locks { get; init; } = [];
}
