namespace SyncServer.Client;

/// <summary>The status of a document.</summary>
/// <param name="State">The state.</param>
/// <param name="Version">The newest version known to be on the server; 0 if there is none.</param>
/// <param name="Error">With <see cref="SyncState.Refused"/>, the reason: a <see cref="SyncProblemException"/>, or what the token source threw. Else null.</param>
/// <param name="DraftError">Why the draft could not be written; null if it could. Saves continue without it.</param>
public sealed record SyncStatus(SyncState State, long Version, Exception? Error = null, Exception? DraftError = null);

/// <summary>The states of a document.</summary>
public enum SyncState
{
    /// <summary>Everything typed is on the server.</summary>
    Saved,

    /// <summary>Something typed is not there yet.</summary>
    Saving,

    /// <summary>The server cannot be reached, or is busy; the saves are sent again by themselves.</summary>
    Retrying,

    /// <summary>A conflict waits for a choice; nothing is sent.</summary>
    Conflict,

    /// <summary>The choice was put off; nothing is sent, what is typed is kept.</summary>
    Postponed,

    /// <summary>The server refused the newest save for another reason than a conflict; the next save or flush tries again.</summary>
    Refused,

    /// <summary>The document is closed.</summary>
    Closed,
}
