namespace SyncServer.Core.Live;

/// <summary>What a session does with a document (docs/protocol.md, section 10).</summary>
public enum PresenceState
{
    /// <summary>It has the document open.</summary>
    Viewing,

    /// <summary>It edits the document.</summary>
    Editing,

    /// <summary>It has the document open, but the user is inactive.</summary>
    Idle,

    /// <summary>It left, or its presence expired.</summary>
    Gone,
}
