namespace SyncServer.Core.Saving;

/// <summary>How a save was accepted: the <c>Save-Outcome</c> header (docs/protocol.md, section 3). The numbers are stored and never change meaning.</summary>
public enum SaveOutcome
{
    /// <summary>Wrote version 1, or the first version after a delete.</summary>
    Created = 1,

    /// <summary>The precondition named the head.</summary>
    Verified = 2,

    /// <summary>The ETag check was skipped: the conditional lock.</summary>
    Session = 3,

    /// <summary>Overwrote the head regardless of its version. On record as a forced save.</summary>
    Forced = 4,

    /// <summary>Wrote a tombstone.</summary>
    Deleted = 5,

    /// <summary>Had the same bytes and type as the head, so there is no new version.</summary>
    Unchanged = 6,

    /// <summary>The same save was accepted before.</summary>
    Replayed = 7,

    /// <summary>A later full save of the session was accepted before.</summary>
    Superseded = 8,

    /// <summary>Was merged with the changes of others. The response contains the merged content.</summary>
    Merged = 9,

    /// <summary>Made the content of an old version the head.</summary>
    Restored = 10,
}
