using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>The precondition of a save (RFC 9110, section 13; docs/protocol.md, section 2).</summary>
public abstract record Precondition
{
    private Precondition()
    {
    }

    /// <summary><c>If-Match: "…", …</c>: the save was made on the newest of these versions that the document has.</summary>
    public sealed record IfMatch(IReadOnlyList<ETag> ETags) : Precondition;

    /// <summary><c>If-Match: *</c>: a forced save. It names no base.</summary>
    public sealed record IfMatchAny : Precondition;

    /// <summary><c>If-None-Match: *</c>: a create.</summary>
    public sealed record IfNoneMatchAny : Precondition;
}
