namespace SyncServer.Core.Live;

/// <summary>What somebody does with a document (protocol 10).</summary>
public enum PresenceState
{
    /// <summary>Has it open.</summary>
    Viewing,

    /// <summary>Changes it.</summary>
    Editing,

    /// <summary>Has it open, and does nothing.</summary>
    Idle,

    /// <summary>Has left, or was not heard of for too long.</summary>
    Gone,
}
