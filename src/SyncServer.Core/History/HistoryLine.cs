using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.History;

/// <summary>What thinning reads of a version.</summary>
/// <param name="Version">The version's number.</param>
/// <param name="SavedAt">When it was written, UTC.</param>
/// <param name="Writer">Identifies the run: two consecutive versions belong to one run if their writers are equal. See <see cref="WriterOf"/>.</param>
/// <param name="Outcome">How its save was accepted.</param>
/// <param name="Deleted">Whether it is a tombstone.</param>
public readonly record struct HistoryLine(long Version, DateTimeOffset SavedAt, string Writer, SaveOutcome Outcome, bool Deleted)
{
    /// <summary>The writer of a version: its session, or its user if it has none.</summary>
    /// <param name="session">The session, if any.</param>
    /// <param name="person">The user.</param>
    public static string WriterOf(SessionKey? session, string person) => session is { } key ? $"{key.Hash:x}" : $"by {person}";
}
