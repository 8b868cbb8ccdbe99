namespace SyncServer.Core.Documents;

/// <summary>A version's bytes and media type, exactly as the client sent them (docs/protocol.md, section 2).</summary>
/// <param name="Type">The Content-Type field value.</param>
/// <param name="Bytes">The body. It must not be changed afterwards.</param>
public sealed record Content(string Type, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The type of a PATCH body (RFC 7396).</summary>
    public const string MergePatchType = "application/merge-patch+json";

    /// <summary>Whether the type is <c>application/json</c> or ends in <c>+json</c>.</summary>
    public bool IsJson => IsJsonType(Type);

    /// <summary>Whether the type is <c>text/*</c>.</summary>
    public bool IsText => Type.StartsWith("text/", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a Content-Type field value names JSON. Parameters are ignored.</summary>
    public static bool IsJsonType(string type)
    {
        var essence = type.AsSpan();
        var parameters = essence.IndexOf(';');
        essence = (parameters < 0 ? essence : essence[..parameters]).Trim();
        return essence.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || essence.EndsWith("+json", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether both have the same bytes and type. A save with the head's content is <see cref="Saving.SaveOutcome.Unchanged"/>.</summary>
    public bool Equals(Content? other) =>
        other is not null && string.Equals(Type, other.Type, StringComparison.Ordinal) && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Bytes.Length);
}
