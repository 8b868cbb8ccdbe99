namespace SyncServer.Tests.Identity;

/// <summary>What a route requires, in increasing order.</summary>
public enum Rule
{
    /// <summary>Nothing.</summary>
    Anyone,

    /// <summary>A token.</summary>
    SignedIn,

    /// <summary>A role for the document.</summary>
    Viewer,

    /// <summary>A role that may write.</summary>
    Editor,

    /// <summary>The role owner.</summary>
    Owner,
}
