using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.History;

/// <summary>What thinning needs to know of a version.</summary>
/// <param name="Version">Its number.</param>
/// <param name="SavedAt">When it was written, UTC.</param>
/// <param name="Writer">The same for the versions of one run, and for neighbours only of one run; see <see cref="WriterOf"/>.</param>
/// <param name="Outcome">How it was accepted.</param>
/// <param name="Deleted">Whether it is a tombstone.</param>
public readonly record struct HistoryLine(long Version, DateTimeOffset SavedAt, string Writer, SaveOutcome Outcome, bool Deleted)
{
    /// <summary>Whose run a version belongs to: its session's, or its user's where it has none.</summary>
    /// <param name="session">The session, if any.</param>
    /// <param name="person">Who saved.</param>
    public static string WriterOf(SessionKey? session, string person) => session is { } key ? $"{key.Hash:x}" : $"by {person}";
}
