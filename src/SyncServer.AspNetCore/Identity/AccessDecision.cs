namespace SyncServer.Identity;

/// <summary>The result of access control.</summary>
internal enum AccessDecision
{
    /// <summary>The request is allowed.</summary>
    Allowed,

    /// <summary>The private document does not exist: the request may only create it.</summary>
    MayCreate,

    /// <summary>The user's role is too low.</summary>
    NotAllowed,

    /// <summary>The user has no role for the private document, and must not learn whether it exists.</summary>
    Hidden,
}
