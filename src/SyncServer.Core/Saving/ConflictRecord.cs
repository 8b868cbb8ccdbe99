using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>A conflict on record (docs/protocol.md, section 6): a save that was refused because of another version, or that overwrote one.</summary>
public sealed record ConflictRecord
{
    /// <summary>The id of the conflict.</summary>
    public required ConflictId Id { get; init; }

    /// <summary>The document.</summary>
    public required DocumentKey Key { get; init; }

    /// <summary>The kind of conflict.</summary>
    public required ConflictKind Kind { get; init; }

    /// <summary>When the save was first refused, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The user who sent the save.</summary>
    public required Person By { get; init; }

    /// <summary>The session of the save; null if it had none.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>The version that the save was made on; null if it named none that the document has.</summary>
    public long? Base { get; init; }

    /// <summary>The head when the save was first refused.</summary>
    public required long Head { get; init; }

    /// <summary>Whether the save could have been merged then; null if it was not compared.</summary>
    public bool? Mergeable { get; init; }

    /// <summary>How often the save was sent.</summary>
    public required long Times { get; init; }

    /// <summary>The save that settled the conflict; null while it is open.</summary>
    public Settlement? Settled { get; init; }

    /// <summary>The position in the list of the document's conflicts.</summary>
    public ConflictMark Mark => new(At, Id);
}

/// <summary>The save that settled a conflict.</summary>
/// <param name="Outcome">How that save was accepted.</param>
/// <param name="Version">The version that it wrote or left unchanged.</param>
/// <param name="By">The user who sent it.</param>
/// <param name="At">When it was accepted, UTC.</param>
public sealed record Settlement(SaveOutcome Outcome, long Version, Person By, DateTimeOffset At);

/// <summary>Settles a conflict with an accepted save.</summary>
/// <param name="Key">The document.</param>
/// <param name="Id">The conflict. An id that is not on record for this document is ignored.</param>
/// <param name="Before">The version before the save. A conflict with a later version is not settled by it.</param>
/// <param name="Settled">The save.</param>
public sealed record ConflictSettlement(DocumentKey Key, ConflictId Id, long Before, Settlement Settled);

/// <summary>The kinds of conflicts. The numbers are stored and never change meaning.</summary>
public enum ConflictKind
{
    /// <summary>The head is a version that the client had not seen.</summary>
    EditConflict = 1,

    /// <summary>The save was a create, and the document exists.</summary>
    AlreadyExists = 2,

    /// <summary>The save was forced: it overwrote the head, and that is on record (docs/protocol.md, section 4.8).</summary>
    Forced = 3,
}

/// <summary>A position in the list of a document's conflicts, which is ordered by time, and by id within a millisecond.</summary>
/// <param name="At">The time, in whole milliseconds.</param>
/// <param name="Id">The id.</param>
public readonly record struct ConflictMark(DateTimeOffset At, ConflictId Id);
