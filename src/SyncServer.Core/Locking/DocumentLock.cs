using System.Globalization;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Locking;

/// <summary>A part of a document that one session has for itself for a while (protocol 7).</summary>
public sealed record DocumentLock
{
    /// <summary>Rises with every lock of the document, for ever: whoever holds a lower one has lost it.</summary>
    public required long Fence { get; init; }

    /// <summary>What is locked: this place and everything in it.</summary>
    public required JsonPointer Scope { get; init; }

    /// <summary>The session that holds it.</summary>
    public required SessionKey Session { get; init; }

    /// <summary>Whose session that is.</summary>
    public required Person Holder { get; init; }

    /// <summary>How long it lives after each sign of life.</summary>
    public required TimeSpan Ttl { get; init; }

    /// <summary>When it dies, UTC, unless it is renewed before.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>Its name on the wire, unique within the document.</summary>
    public string Id => Fence.ToString(CultureInfo.InvariantCulture);

    /// <summary>When its holder last took, renewed or used it.</summary>
    public DateTimeOffset LastLife => ExpiresAt - Ttl;

    /// <summary>Whether its time is not over.</summary>
    public bool IsLive(DateTimeOffset now) => now < ExpiresAt;

    /// <summary>Whether one of the two places lies in the other.</summary>
    public bool Overlaps(JsonPointer place) => Scope.Covers(place) || place.Covers(Scope);

    /// <summary>The same with new life.</summary>
    public DocumentLock Renew(TimeSpan ttl, DateTimeOffset now) => this with { Ttl = ttl, ExpiresAt = now + ttl };
}
