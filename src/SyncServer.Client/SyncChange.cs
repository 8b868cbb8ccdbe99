using System.Text.Json;

namespace SyncServer.Client;

/// <summary>A difference between the two sides of a conflict and the version that both were made on (docs/protocol.md, section 5, "Conflict members").</summary>
/// <param name="Path">The JSON pointer of the member, or of the first block of rich text; null for text.</param>
/// <param name="Line">The number of the first line, from 1; null for JSON.</param>
/// <param name="Count">How many lines of the common version; null for JSON.</param>
/// <param name="Base">The value in the common version; null if it is absent there.</param>
/// <param name="Theirs">The value in the newest version on the server; null if it is absent there.</param>
/// <param name="Yours">The value in the user's content; null if it is absent there.</param>
/// <param name="By">Who changed it.</param>
public sealed record SyncChange(string? Path, int? Line, int? Count, JsonElement? Base, JsonElement? Theirs, JsonElement? Yours, SyncChangeBy By)
{
    /// <summary>Whether both changed it differently, so that it cannot be merged.</summary>
    public bool Overlaps { get; init; }
}

/// <summary>Who changed a part of a document.</summary>
public enum SyncChangeBy
{
    /// <summary>Another session.</summary>
    Theirs,

    /// <summary>The user.</summary>
    Yours,

    /// <summary>Another session and the user, to different values.</summary>
    Both,
}
