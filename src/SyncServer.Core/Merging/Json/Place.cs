namespace SyncServer.Core.Merging.Json;

/// <summary>Where a walk through a document is. The pointer is made only when it is asked for.</summary>
internal sealed class Place
{
    private readonly Place? _parent;
    private readonly string _token = "";
    private readonly List<IReadOnlyList<string>> _textPaths;
    private readonly int _depth;

    private Place(Place? parent, string token, List<IReadOnlyList<string>> textPaths)
    {
        _parent = parent;
        _token = token;
        _depth = parent is null ? 0 : parent._depth + 1;
        Length = parent is null ? 0 : parent.Length + token.Length + 1;
        _textPaths = textPaths;
        IsText = parent is { IsText: true } || textPaths.Exists(p => p.Count == _depth);
    }

    /// <summary>Whether the place is a text-merge path or lies below one.</summary>
    public bool IsText { get; }

    /// <summary>The length of the pointer, roughly.</summary>
    public int Length { get; }

    /// <summary>Where a walk begins.</summary>
    public static Place Root(IReadOnlyList<JsonPointer> textPaths) => new(parent: null, "", [.. textPaths.Select(p => p.Tokens)]);

    /// <summary>The place of a part of this one.</summary>
    public Place Enter(string token) => new(
        this, token, _textPaths.Count == 0 ? _textPaths : _textPaths.FindAll(p => p.Count > _depth && string.Equals(p[_depth], token, StringComparison.Ordinal)));

    /// <summary>The pointer to it.</summary>
    public JsonPointer ToPointer()
    {
        var tokens = new Stack<string>();
        for (var place = this; place._parent is not null; place = place._parent)
        {
            tokens.Push(place._token);
        }

        return JsonPointer.Of(tokens);
    }
}
