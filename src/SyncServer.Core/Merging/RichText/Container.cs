namespace SyncServer.Core.Merging.RichText;

/// <summary>A node that contains blocks, such as a list, a list item, a table cell or a quote.</summary>
/// <param name="Parent">The container around it; null for the document.</param>
/// <param name="Type">The type of the node.</param>
/// <param name="Header">The node without its content, in the format of the document.</param>
internal sealed record Container(Container? Parent, string Type, string Header)
{
    /// <summary>The number of containers around it.</summary>
    public int Depth { get; } = Parent is null ? 0 : Parent.Depth + 1;

    /// <summary>The containers around it and itself, the outermost first, without the document.</summary>
    public IReadOnlyList<Container> WithAncestors => field ??= Parent is null ? [] : [.. Parent.WithAncestors, this];

    /// <summary>A hash of the types from the document to here.</summary>
    public int TypesHash { get; } = Parent is null ? 0 : HashCode.Combine(Parent.TypesHash, Type);

    /// <summary>Whether both are the same object: two lists may be written alike.</summary>
    public bool Equals(Container? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
