namespace SyncServer.Tests.Access;

/// <summary>What a route takes, from nothing to most.</summary>
public enum Rule
{
    /// <summary>Nothing.</summary>
    Anyone,

    /// <summary>A token.</summary>
    SignedIn,

    /// <summary>To be on the document's list.</summary>
    Viewer,

    /// <summary>To be allowed to write.</summary>
    Editor,

    /// <summary>To own it.</summary>
    Owner,
}
