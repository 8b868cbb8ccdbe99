namespace SyncServer.Storage.Rows;

/// <summary>An entry of a document's access list.</summary>
internal sealed class RoleRow
{
    public required string Collection { get; init; }

    public required string Id { get; init; }

    public required string UserId { get; init; }

    public short Role { get; init; }
}
