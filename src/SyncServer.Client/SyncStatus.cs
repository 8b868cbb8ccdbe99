namespace SyncServer.Client;

/// <summary>The status of a document.</summary>
/// <param name="State">The state.</param>
/// <param name="Version">The newest version that was read or that the server acknowledged; 0 if there is none.</param>
/// <param name="Error">With <see cref="SyncState.Refused"/>, the reason: a <see cref="SyncProblemException"/>, or what the token source threw. With <see cref="SyncState.Unreadable"/>, an
/// <see cref="UnreadableContentException"/>. Else null.</param>
/// <param name="DraftError">Why the draft could not be written; null if it could. Saves continue without it.</param>
public sealed record SyncStatus(SyncState State, long Version, Exception? Error = null, Exception? DraftError = null);

/// <summary>The states of a document.</summary>
public enum SyncState
{
    /// <summary>All changes are on the server.</summary>
    Saved,

    /// <summary>A change is not on the server yet.</summary>
    Saving,

    /// <summary>The server is unreachable or busy; the saves, and reading a document that was opened offline, are retried.</summary>
    Retrying,

    /// <summary>A conflict waits for a choice; nothing is sent.</summary>
    Conflict,

    /// <summary><see cref="SyncConflict.Later"/> was chosen; nothing is sent.</summary>
    Postponed,

    /// <summary>The server refused the newest save for another reason than a conflict; the next save or flush tries again.</summary>
    Refused,

    /// <summary>The newest version cannot be shown; nothing is sent until a newer one can be, and the next flush looks for one (<see cref="UnreadableContentException"/>).</summary>
    Unreadable,

    /// <summary>The document is closed.</summary>
    Closed,
}
