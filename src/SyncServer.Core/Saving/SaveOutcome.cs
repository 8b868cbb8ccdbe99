namespace SyncServer.Core.Saving;

/// <summary>How a save was accepted: the <c>Save-Outcome</c> header (protocol 3). The numbers are stored; they never change meaning.</summary>
public enum SaveOutcome
{
    /// <summary>Version 1, or the first after a delete.</summary>
    Created = 1,

    /// <summary>The ETag named the head.</summary>
    Verified = 2,

    /// <summary>ETag equality was skipped: the conditional lock.</summary>
    Session = 3,

    /// <summary>Written over whatever was there; on record as an override.</summary>
    Forced = 4,

    /// <summary>A tombstone was written.</summary>
    Deleted = 5,

    /// <summary>Same bytes and type as the head: no new version.</summary>
    Unchanged = 6,

    /// <summary>This session and sequence was accepted before.</summary>
    Replayed = 7,

    /// <summary>A later sequence of the session was accepted before.</summary>
    Superseded = 8,

    /// <summary>Other people's changes and this one were merged: the client adopts what was stored.</summary>
    Merged = 9,

    /// <summary>An old version's content became the head.</summary>
    Restored = 10,
}
