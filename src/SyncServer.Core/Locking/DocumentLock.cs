using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Locking;

/// <summary>A time-limited lock on a document or a part of it, held by one session (docs/protocol.md, section 7).</summary>
public sealed record DocumentLock
{
    /// <summary>By how much a clock may be set back without an effect on locks.</summary>
    public static readonly TimeSpan MaxClockStep = TimeSpan.FromMinutes(1);

    /// <summary>The fencing token. It rises with every lock of the document and is never reset, so a holder with a lower fence has lost its lock.</summary>
    public required long Fence { get; init; }

    /// <summary>What is locked: the value at this path and everything in it.</summary>
    public required JsonPointer Scope { get; init; }

    /// <summary>The session that holds it.</summary>
    public required SessionKey Session { get; init; }

    /// <summary>The session's user.</summary>
    public required Person Holder { get; init; }

    /// <summary>How long the lock lives after each renewal.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>When the lock expires, UTC, unless it is renewed before.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The <c>lockId</c> on the wire, unique within the document.</summary>
    public string Id => Fence.ToString(CultureInfo.InvariantCulture);

    /// <summary>When the holder last took, renewed or used the lock.</summary>
    public DateTimeOffset LastActivity => ExpiresAt - Ttl;

    /// <summary>Whether the lock has not expired. One that was renewed in the future, by a clock that has been set back since, would last too long: it has expired too.</summary>
    public bool IsLive(DateTimeOffset now) => now < ExpiresAt && LastActivity <= now + MaxClockStep;

    /// <summary>Whether a path contains the scope or lies in it.</summary>
    public bool Overlaps(JsonPointer path) => Scope.Covers(path) || path.Covers(Scope);

    /// <summary>The renewed lock.</summary>
    public DocumentLock Renew(TimeSpan ttl, DateTimeOffset now) => this with { Ttl = ttl, ExpiresAt = now + ttl };
}
