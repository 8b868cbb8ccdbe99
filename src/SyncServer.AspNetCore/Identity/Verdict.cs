namespace SyncServer.Identity;

/// <summary>What the access list says to a request.</summary>
internal enum Verdict
{
    /// <summary>It may go on.</summary>
    Allowed,

    /// <summary>There is no such private document: the request may create it, and nothing else.</summary>
    MayCreate,

    /// <summary>The role is too low.</summary>
    NotAllowed,

    /// <summary>The caller is not to learn whether there is such a document.</summary>
    Hidden,
}
