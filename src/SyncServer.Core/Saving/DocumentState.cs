using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;

namespace SyncServer.Core.Saving;

/// <summary>What deciding one command needs to know of its document, read in the transaction that writes. Built by <see cref="OpenDocument"/>.</summary>
public readonly record struct DocumentState
{
    private readonly SessionRecord? _record;

    /// <summary>The newest version; null if the document does not exist.</summary>
    public Head? Head { get; init; }

    /// <summary>The newest version's bytes; null for a tombstone.</summary>
    public Content? Content { get; init; }

    /// <summary>The newest version that the command's <c>If-Match</c> names; null if it names none that is kept.</summary>
    public NamedVersion? Named { get; init; }

    /// <summary>The role of the command's user. It is used only if the collection is private.</summary>
    public Role? Role { get; init; }

    /// <summary>The document's locks. Some may have expired. A document that does not exist may have locks too.</summary>
    public required IReadOnlyList<DocumentLock> Locks { get; init; }

    /// <summary>The time since a save of the head's run was last accepted, by a monotonic clock; null if no monotonic clock measured it.</summary>
    public TimeSpan? MeasuredAge { get; init; }

    /// <summary>The lifetime of a session record.</summary>
    public required TimeSpan SessionLife { get; init; }

    /// <summary>The quotas and what counts against them, with the saves of the batch before; null if there are no quotas.</summary>
    public QuotaUsage? Quotas { get; init; }

    /// <summary>Whether the record of the command's session was loaded.</summary>
    public bool HasRecord { get; init; }

    /// <summary>The record of the command's session; null if it has none that is live.</summary>
    /// <exception cref="InvalidOperationException">The record was not loaded, although <see cref="SaveRules.NeedsRecord"/> asked for it.</exception>
    public SessionRecord? Record
    {
        get => HasRecord ? _record : throw new InvalidOperationException("The session record was not loaded.");
        init => (_record, HasRecord) = (value, true);
    }

    /// <summary>Whether the command's session wrote the head.</summary>
    public bool IsOwnHead(SaveCommand command) => command.Session is { } session && session == Head?.Newest.Session;
}

/// <summary>A version that a precondition names and that is kept.</summary>
/// <param name="ETag">The version.</param>
/// <param name="SavedAt">When it was written, UTC.</param>
/// <param name="ReplacedAt">When the next version was written, UTC; null if that one is not kept or does not exist.</param>
public readonly record struct NamedVersion(ETag ETag, DateTimeOffset SavedAt, DateTimeOffset? ReplacedAt);
