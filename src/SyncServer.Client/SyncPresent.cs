namespace SyncServer.Client;

/// <summary>Somebody at a document (protocol 10).</summary>
/// <param name="Person">Who.</param>
/// <param name="Session">A short name of that person's session, the same for as long as it lasts.</param>
/// <param name="Activity">What they do.</param>
/// <param name="Field">Where: a JSON pointer.</param>
public sealed record SyncPresent(SyncPerson? Person, string? Session, SyncActivity Activity, string? Field);

/// <summary>What somebody does at a document.</summary>
public enum SyncActivity
{
    /// <summary>Reads it.</summary>
    Viewing,

    /// <summary>Writes.</summary>
    Editing,

    /// <summary>Has it open and does nothing.</summary>
    Idle,

    /// <summary>Has left.</summary>
    Gone,
}
