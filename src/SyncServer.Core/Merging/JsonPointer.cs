namespace SyncServer.Core.Merging;

/// <summary>A place in a JSON document (RFC 6901).</summary>
public readonly record struct JsonPointer
{
    private readonly string? _text;

    private JsonPointer(string text) => _text = text;

    /// <summary>The whole document: the empty pointer.</summary>
    public static JsonPointer Root => default;

    /// <summary>The wire form, such as <c>/a~1b/0</c>. One place has one text, so that equal texts are equal places.</summary>
    public string Text => _text ?? "";

    /// <summary>The names and indices on the way from the root, unescaped.</summary>
    public IReadOnlyList<string> Tokens => Text.Length == 0 ? [] : [.. Text[1..].Split('/').Select(Unescape)];

    /// <summary>The pointer of these names and indices.</summary>
    public static JsonPointer Of(params IEnumerable<string> tokens) => new(string.Concat(tokens.Select(t => "/" + Escape(t))));

    /// <summary>Reads a pointer.</summary>
    /// <returns>False where the text is none: it is not empty and does not start with a slash, or a tilde is followed by neither 0 nor 1.</returns>
    public static bool TryParse(string text, out JsonPointer place)
    {
        place = new JsonPointer(text);
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

    /// <summary>Whether the other place is this one or lies in it.</summary>
    public bool Covers(JsonPointer other) =>
        other.Text.StartsWith(Text, StringComparison.Ordinal) && (other.Text.Length == Text.Length || other.Text[Text.Length] == '/');

    /// <summary>Equal places.</summary>
    public bool Equals(JsonPointer other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Escape(string token) => token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Unescape(string token) => token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
