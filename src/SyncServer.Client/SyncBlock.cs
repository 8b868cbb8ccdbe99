namespace SyncServer.Client;

/// <summary>A block of rich text that both sides of a conflict changed differently, as text (docs/protocol.md, section 5). A side that deleted it has an empty text.</summary>
/// <param name="Base">The text in the common version.</param>
/// <param name="Theirs">The text in the newest version on the server.</param>
/// <param name="Mine">The text in the user's content.</param>
public sealed record SyncBlock(string Base, string Theirs, string Mine);

/// <summary>Which version of a block is saved.</summary>
public enum SyncBlockChoice
{
    /// <summary>The one of the newest version on the server.</summary>
    Theirs,

    /// <summary>The user's.</summary>
    Mine,

    /// <summary>Theirs, then the user's.</summary>
    Both,
}
