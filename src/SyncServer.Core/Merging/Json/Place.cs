using System.Globalization;

namespace SyncServer.Core.Merging.Json;

/// <summary>The current place of a walk through a document. Its pointer is built only on request.</summary>
internal sealed class Place
{
    private static readonly List<IReadOnlyList<string>> None = [];

    private readonly Place? _parent;
    private readonly List<IReadOnlyList<string>> _textPaths;
    private readonly int _depth;

    // The place's token, or the member or index that it is made from.
    private readonly JsonValue _member;
    private readonly int _index;
    private string? _token;

    private Place(IReadOnlyList<JsonPointer> textPaths)
    {
        _textPaths = [.. textPaths.Select(p => p.Tokens)];
        IsText = _textPaths.Exists(p => p.Count == 0);
    }

    private Place(Place parent, string? token, JsonValue member, int index, int tokenLength)
    {
        _parent = parent;
        _token = token;
        _member = member;
        _index = index;
        _depth = parent._depth + 1;
        Length = parent.Length + tokenLength + 1;
        // Below a text path no more matching is needed.
        _textPaths = parent.IsText || parent._textPaths.Count == 0 ? None
            : parent._textPaths.FindAll(p => p.Count > parent._depth && string.Equals(p[parent._depth], Token, StringComparison.Ordinal));
        IsText = parent.IsText || _textPaths.Exists(p => p.Count == _depth);
    }

    /// <summary>Whether the place is a text-merge path or lies below one.</summary>
    public bool IsText { get; }

    /// <summary>The approximate length of the pointer.</summary>
    public int Length { get; }

    private string Token => _token ??= _member.Exists ? _member.Name : _index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The place of the whole document.</summary>
    public static Place Root(IReadOnlyList<JsonPointer> textPaths) => new(textPaths);

    /// <summary>The place of a part with this name or index.</summary>
    public Place Enter(string token) => new(this, token, member: default, index: 0, token.Length);

    /// <summary>The place of a member.</summary>
    public Place Enter(JsonValue member) => new(this, token: null, member, index: 0, member.QuotedName.Length);

    /// <summary>The place of an element.</summary>
    public Place Enter(int index) => new(this, token: null, member: default, index, tokenLength: 1);

    /// <summary>The pointer to this place.</summary>
    public JsonPointer ToPointer()
    {
        var tokens = new Stack<string>();
        for (var place = this; place._parent is not null; place = place._parent)
        {
            tokens.Push(place.Token);
        }

        return JsonPointer.Of(tokens);
    }
}
