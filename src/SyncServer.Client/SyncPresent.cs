namespace SyncServer.Client;

/// <summary>A session of some user at a document (docs/protocol.md, section 10).</summary>
/// <param name="Person">The user; null if the server did not say.</param>
/// <param name="Session">A short name of the session, which stays the same as long as the session lasts; null if the server did not say.</param>
/// <param name="Activity">What the user does.</param>
/// <param name="Field">The JSON pointer of the part where; null if none was given.</param>
public sealed record SyncPresent(SyncPerson? Person, string? Session, SyncActivity Activity, string? Field);

/// <summary>What a user does at a document.</summary>
public enum SyncActivity
{
    /// <summary>Reads the document.</summary>
    Viewing,

    /// <summary>Changes the document.</summary>
    Editing,

    /// <summary>Has the document open and does nothing.</summary>
    Idle,

    /// <summary>Has left the document.</summary>
    Gone,
}
