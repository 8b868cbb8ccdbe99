using SyncServer.Core.Documents;

namespace SyncServer.Core.Saving;

/// <summary>A conflict on record (protocol 6): a save that was refused because of another, or that wrote over another.</summary>
public sealed record ConflictRecord
{
    /// <summary>Names it.</summary>
    public required ConflictId Id { get; init; }

    /// <summary>Which document.</summary>
    public required DocumentKey Key { get; init; }

    /// <summary>What the save ran into.</summary>
    public required ConflictKind Kind { get; init; }

    /// <summary>When the save was first refused, UTC.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whose save it was.</summary>
    public required Person By { get; init; }

    /// <summary>Its session; null where it named none.</summary>
    public SessionKey? Session { get; init; }

    /// <summary>The version that it was made on; null where it named none that the document has.</summary>
    public long? Base { get; init; }

    /// <summary>The version that it first ran into.</summary>
    public required long Head { get; init; }

    /// <summary>Whether both could have been merged then; null where nobody compared them.</summary>
    public bool? Mergeable { get; init; }

    /// <summary>How often it was tried.</summary>
    public required long Times { get; init; }

    /// <summary>The save that settled it; null while it is open.</summary>
    public Settlement? Settled { get; init; }

    /// <summary>Where it stands in the list of its document's conflicts.</summary>
    public ConflictMark Mark => new(At, Id);
}

/// <summary>The save that settled a conflict.</summary>
/// <param name="Outcome">How that save was accepted.</param>
/// <param name="Version">The version that it wrote, or left unchanged.</param>
/// <param name="By">Whose save it was.</param>
/// <param name="At">When, UTC.</param>
public sealed record Settlement(SaveOutcome Outcome, long Version, Person By, DateTimeOffset At);

/// <summary>That a save settles a conflict.</summary>
/// <param name="Key">Which document.</param>
/// <param name="Id">Which conflict; one that is not on record of this document is none.</param>
/// <param name="Before">The version before the save. A conflict with a later one is not settled by it.</param>
/// <param name="Settled">The save.</param>
public sealed record Settling(DocumentKey Key, ConflictId Id, long Before, Settlement Settled);

/// <summary>What a save ran into. The numbers are stored; they never change meaning.</summary>
public enum ConflictKind
{
    /// <summary>A version that its client had not seen.</summary>
    EditConflict = 1,

    /// <summary>A document where it was to create one.</summary>
    AlreadyExists = 2,

    /// <summary>None: it wrote over whatever was there, and that is on record (protocol 4.8).</summary>
    Forced = 3,
}

/// <summary>A place in the list of a document's conflicts, which is ordered by time, and by id within a millisecond.</summary>
/// <param name="At">The time, in whole milliseconds.</param>
/// <param name="Id">The id.</param>
public readonly record struct ConflictMark(DateTimeOffset At, ConflictId Id);
