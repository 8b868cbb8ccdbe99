namespace SyncServer.Core.Access;

/// <summary>
/// A user's role on one document (docs/protocol.md, section 11). Each role includes the ones before it. The numbers are stored and never change meaning.
/// </summary>
public enum Role
{
    /// <summary>May read the document and announce presence.</summary>
    Viewer = 1,

    /// <summary>May also save and lock it.</summary>
    Editor = 2,

    /// <summary>May also grant and revoke roles.</summary>
    Owner = 3,
}
