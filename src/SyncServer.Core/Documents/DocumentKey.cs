using System.Buffers;

namespace SyncServer.Core.Documents;

/// <summary>The key of a document: <c>/v1/{collection}/{id}</c> (docs/protocol.md, section 1).</summary>
/// <param name="Collection">A name that <see cref="IsCollection"/> accepts.</param>
/// <param name="Id">A name that <see cref="IsId"/> accepts.</param>
public readonly record struct DocumentKey(string Collection, string Id)
{
    private const string Lower = "abcdefghijklmnopqrstuvwxyz";
    private const string Digits = "0123456789";
    private static readonly SearchValues<char> CollectionChars = SearchValues.Create(Lower + Digits + "-");
    private static readonly SearchValues<char> IdChars = SearchValues.Create(Lower + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Digits + "._~-");

    /// <summary>Whether a name is valid for a collection: <c>[a-z][a-z0-9-]{0,62}</c>, and not a reserved word (docs/protocol.md, section 1).</summary>
    public static bool IsCollection(string? name) =>
        name is { Length: >= 1 and <= 63 } and not ("batch" or "changes" or "events" or "auth")
        && char.IsAsciiLetterLower(name[0]) && !name.AsSpan().ContainsAnyExcept(CollectionChars);

    /// <summary>Whether an id is valid for a document: <c>[A-Za-z0-9][A-Za-z0-9._~-]{0,127}</c>.</summary>
    public static bool IsId(string? id) =>
        id is { Length: >= 1 and <= 128 } && char.IsAsciiLetterOrDigit(id[0]) && !id.AsSpan().ContainsAnyExcept(IdChars);

    /// <summary>The path of the document.</summary>
    public override string ToString() => $"/v1/{Collection}/{Id}";
}
