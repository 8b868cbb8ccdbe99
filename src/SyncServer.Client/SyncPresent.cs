namespace SyncServer.Client;

/// <summary>A session that has a document open (docs/protocol.md, section 10).</summary>
/// <param name="Person">The user; null if the server did not say.</param>
/// <param name="Session">A short tag, which distinguishes the sessions of one user; null if the server did not say.</param>
/// <param name="State">What the user does.</param>
/// <param name="Field">The JSON pointer of the part where; null if none was given.</param>
public sealed record SyncPresent(SyncPerson? Person, string? Session, SyncPresenceState State, string? Field);

/// <summary>What a user does with a document.</summary>
public enum SyncPresenceState
{
    /// <summary>The user reads the document.</summary>
    Viewing,

    /// <summary>The user changes the document.</summary>
    Editing,

    /// <summary>The document is open, and the user does nothing.</summary>
    Idle,

    /// <summary>The session has left the document.</summary>
    Gone,
}
