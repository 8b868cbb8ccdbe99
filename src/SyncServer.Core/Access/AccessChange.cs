namespace SyncServer.Core.Access;

/// <summary>The result of a change of an access list.</summary>
public enum AccessChange
{
    /// <summary>The change is committed.</summary>
    Done,

    /// <summary>Refused: the caller is not an owner, or no longer.</summary>
    NotOwner,

    /// <summary>Refused: no owner would be left. An empty list means that the creator is the owner, so the last entry stays in any case.</summary>
    LastOwner,

    /// <summary>Refused: the list would have more than <see cref="IAccessList.Max"/> entries.</summary>
    Full,
}
