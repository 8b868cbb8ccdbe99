using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Locking;

namespace SyncServer.Core.Saving;

/// <summary>What deciding one command needs to know of its document, read in the transaction that writes. <see cref="OpenDocument"/> builds it.</summary>
public readonly record struct DocumentState
{
    private readonly SessionRecord? _record;

    /// <summary>The newest version; null where the document does not exist.</summary>
    public Head? Head { get; init; }

    /// <summary>The newest version's bytes; null on a tombstone.</summary>
    public Content? Content { get; init; }

    /// <summary>The newest version that the command's <c>If-Match</c> names; null where it names none that is kept.</summary>
    public NamedVersion? Named { get; init; }

    /// <summary>The role of the command's user. It counts only where the collection is private.</summary>
    public Role? Role { get; init; }

    /// <summary>The document's locks; it need not exist. Some may have expired.</summary>
    public required IReadOnlyList<DocumentLock> Locks { get; init; }

    /// <summary>How long ago the head's run was last accepted, by a clock that never jumps; null where no such clock measured it.</summary>
    public TimeSpan? MeasuredAge { get; init; }

    /// <summary>How long a session record lives.</summary>
    public required TimeSpan SessionLife { get; init; }

    /// <summary>Whether the record of the command's session was loaded.</summary>
    public bool HasRecord { get; init; }

    /// <summary>The record of the command's session; null where it has none that still counts.</summary>
    /// <exception cref="InvalidOperationException">It was not loaded: <see cref="SaveRules.NeedsRecord"/> was not obeyed.</exception>
    public SessionRecord? Record
    {
        get => HasRecord ? _record : throw new InvalidOperationException("The session record was not loaded.");
        init => (_record, HasRecord) = (value, true);
    }

    /// <summary>Whether the command's session wrote the head.</summary>
    public bool IsOwnHead(SaveCommand command) => command.Session is { } session && session == Head?.Newest.Session;
}

/// <summary>A kept version that a precondition names.</summary>
/// <param name="ETag">Its ETag.</param>
/// <param name="SavedAt">When it was written, UTC.</param>
/// <param name="ReplacedAt">When the version after it was written, UTC; null where that is not kept or does not exist.</param>
public readonly record struct NamedVersion(ETag ETag, DateTimeOffset SavedAt, DateTimeOffset? ReplacedAt);
