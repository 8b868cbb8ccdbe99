namespace SyncServer.Core.Access;

/// <summary>What became of a wish to change an access list.</summary>
public enum AccessChange
{
    /// <summary>It holds from now on.</summary>
    Done,

    /// <summary>Whoever asked for it is no owner, or no longer.</summary>
    NotOwner,

    /// <summary>Nobody would be left who gives and takes roles.</summary>
    LastOwner,

    /// <summary>The list has as many entries as one may have.</summary>
    Full,
}
