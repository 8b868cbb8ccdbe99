namespace SyncServer.Core.Merging;

/// <summary>A path in a JSON document (RFC 6901).</summary>
public readonly record struct JsonPointer
{
    private readonly string? _text;

    private JsonPointer(string text) => _text = text;

    /// <summary>The empty pointer, which identifies the whole document.</summary>
    public static JsonPointer Root => default;

    /// <summary>The text on the wire, such as <c>/a~1b/0</c>. Two pointers are equal if their texts are.</summary>
    public string Text => _text ?? "";

    /// <summary>The names and indices from the root to the value, unescaped.</summary>
    public IReadOnlyList<string> Tokens => Text.Length == 0 ? [] : [.. Text[1..].Split('/').Select(Unescape)];

    /// <summary>The pointer with these names and indices.</summary>
    public static JsonPointer Of(params IEnumerable<string> tokens) => new(string.Concat(tokens.Select(t => "/" + Escape(t))));

    /// <summary>Parses a pointer.</summary>
    /// <returns>False if the text is not a pointer: it is not empty and does not start with a slash, or a tilde is not followed by 0 or 1.</returns>
    public static bool TryParse(string text, out JsonPointer path)
    {
        path = new JsonPointer(text);
        if (text.Length > 0 && text[0] != '/')
        {
            return false;
        }

        for (var at = text.IndexOf('~', StringComparison.Ordinal); at >= 0; at = text.IndexOf('~', at + 1))
        {
            if (at + 1 == text.Length || text[at + 1] is not ('0' or '1'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether the other path is this one or lies below it.</summary>
    public bool Covers(JsonPointer other) =>
        other.Text.StartsWith(Text, StringComparison.Ordinal) && (other.Text.Length == Text.Length || other.Text[Text.Length] == '/');

    /// <summary>Whether both are the same path.</summary>
    public bool Equals(JsonPointer other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Escape(string token) => token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Unescape(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
