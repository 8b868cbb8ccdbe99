using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>What a save says that it knew (RFC 9110 13, protocol 2).</summary>
public abstract record Precondition
{
    private Precondition()
    {
    }

    /// <summary><c>If-Match: "…", …</c>: made on the newest of these that the document has.</summary>
    public sealed record IfMatch(IReadOnlyList<ETag> ETags) : Precondition;

    /// <summary><c>If-Match: *</c>: a forced save. It names no base.</summary>
    public sealed record IfMatchAny : Precondition;

    /// <summary><c>If-None-Match: *</c>: a create.</summary>
    public sealed record IfNoneMatchAny : Precondition;
}
