using System.Globalization;

namespace SyncServer.Core.Merging.Json;

/// <summary>The current place of a walk through a document. Its pointer is built only on request.</summary>
internal sealed class Place
{
    private static readonly List<(IReadOnlyList<string> Path, MergeFormat Format)> None = [];

    private readonly Place? _parent;
    private readonly List<(IReadOnlyList<string> Path, MergeFormat Format)> _formats;
    private readonly int _depth;

    // The place's token, or the member or index that it is made from.
    private readonly JsonValue _member;
    private readonly int _index;
    private string? _token;

    private Place(IReadOnlyDictionary<JsonPointer, MergeFormat> formats)
    {
        _formats = [.. formats.Select(f => (f.Key.Tokens, f.Value))];
        Format = FormatHere(inherited: null);
    }

    private Place(Place parent, string? token, JsonValue member, int index, int tokenLength)
    {
        _parent = parent;
        _token = token;
        _member = member;
        _index = index;
        _depth = parent._depth + 1;
        Length = parent.Length + tokenLength + 1;
        _formats = parent._formats.Count == 0 ? None
            : parent._formats.FindAll(f => f.Path.Count > parent._depth && string.Equals(f.Path[parent._depth], Token, StringComparison.Ordinal));
        Format = FormatHere(parent.Format is MergeFormat.Text or MergeFormat.Html ? parent.Format : null);
    }

    /// <summary>The format of the value here: the one of its pointer; below a pointer of text or HTML, that one.</summary>
    public MergeFormat? Format { get; }

    /// <summary>Whether it is the whole document.</summary>
    public bool IsRoot => _parent is null;

    /// <summary>The approximate length of the pointer.</summary>
    public int Length { get; }

    private string Token => _token ??= _member.Exists ? _member.Name : _index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The place of the whole document.</summary>
    public static Place Root(IReadOnlyDictionary<JsonPointer, MergeFormat> formats) => new(formats);

    /// <summary>The place of a part with this name or index.</summary>
    public Place Enter(string token) => new(this, token, member: default, index: 0, token.Length);

    /// <summary>The place of a member.</summary>
    public Place Enter(JsonValue member) => new(this, token: null, member, index: 0, member.QuotedName.Length);

    /// <summary>The place of an element.</summary>
    public Place Enter(int index) => new(this, token: null, member: default, index, tokenLength: 1);

    /// <summary>The pointer to a value below this place.</summary>
    /// <param name="below">The pointer from here.</param>
    public JsonPointer ToPointer(string below) => JsonPointer.TryParse(ToPointer().Text + below, out var pointer) ? pointer : throw new FormatException(below);

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

    private MergeFormat? FormatHere(MergeFormat? inherited)
    {
        var here = _formats.FindIndex(f => f.Path.Count == _depth);
        return here < 0 ? inherited : _formats[here].Format;
    }
}
