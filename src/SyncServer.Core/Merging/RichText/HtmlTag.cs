using System.Text.RegularExpressions;

namespace SyncServer.Core.Merging.RichText;

/// <summary>
/// The tags of an element and the space before each: the header of a line or container of HTML. As a text, the end tag comes after <see cref="Separator"/>.
/// </summary>
/// <param name="Space">The space before the start tag.</param>
/// <param name="Name">The name as written; empty if there are no tags.</param>
/// <param name="Attributes">The attributes as written, by name.</param>
/// <param name="EndSpace">The space before the end tag.</param>
/// <param name="HasEnd">Whether there is an end tag.</param>
internal sealed partial record HtmlTag(string Space, string Name, IReadOnlyDictionary<string, string> Attributes, string EndSpace, bool HasEnd)
{
    /// <summary>Between the start tag and the end tag of a header.</summary>
    public const char Separator = '\0';

    /// <summary>Merges headers attribute by attribute; null if both sides changed the name or an attribute differently.</summary>
    public static string? Merge(Sides<string> headers)
    {
        var found = headers.Select(Of);
        if (!found.All(tag => tag is not null))
        {
            return null;
        }

        var tags = found.Select(tag => tag!);
        if (MergeValue(tags.Select<string?>(t => t.Name)) is not (true, { } name))
        {
            return null;
        }

        var merged = new List<string> { "<" + name };
        var added = tags.Theirs.Attributes.Keys.Union(tags.Yours.Attributes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal);
        foreach (var key in tags.Base.Attributes.Keys.Union(added, StringComparer.Ordinal))
        {
            var (isMerged, attribute) = MergeValue(tags.Select(t => t.Attributes.GetValueOrDefault(key)));
            if (!isMerged)
            {
                return null;
            }

            merged.AddRange(attribute is null ? [] : [attribute]);
        }

        var (space, endSpace) = (MergeSpace(tags.Select(t => t.Space)), MergeSpace(tags.Select(t => t.EndSpace)));
        return name.Length == 0 ? $"{space}{Separator}{endSpace}" : $"{space}{string.Join(' ', merged)}>{Separator}{endSpace}{(tags.Theirs.HasEnd ? $"</{name}>" : "")}";
    }

    /// <summary>The attribute <c>id</c> of a header; null if there is none.</summary>
    public static string? IdOf(string header) =>
        header.Contains(" id=", StringComparison.Ordinal) && Of(header) is { } tag && tag.Attributes.TryGetValue("id", out var id) ? id : null;

    /// <summary>Reads a header; null if its attributes are not written correctly.</summary>
    private static HtmlTag? Of(string header)
    {
        var separator = header.IndexOf(Separator, StringComparison.Ordinal);
        var (start, end) = (header[..separator], header[(separator + 1)..]);
        var (tag, endTag) = (start.TrimStart(), end.TrimStart());
        var parts = Parts().Matches(tag).Select(m => m.Value).ToList();
        if (tag.Length > 0 && Parts().Replace(tag, "").Where(sign => !char.IsWhiteSpace(sign)) is var rest && !rest.SequenceEqual("<>") && !rest.SequenceEqual("</>"))
        {
            return null;
        }

        // The first of equal names is valid.
        return new HtmlTag(
            start[..^tag.Length],
            parts.Count == 0 ? "" : parts[0],
            parts.Skip(1).DistinctBy(NameOf, StringComparer.OrdinalIgnoreCase).ToDictionary(part => NameOf(part).ToLowerInvariant(), StringComparer.Ordinal),
            end[..^endTag.Length],
            endTag.Length > 0);
    }

    private static string NameOf(string attribute) => attribute.Split('=', 2)[0].TrimEnd();

    private static (bool IsMerged, string? Value) MergeValue(Sides<string?> values) =>
        string.Equals(values.Theirs, values.Yours, StringComparison.Ordinal) || string.Equals(values.Yours, values.Base, StringComparison.Ordinal) ? (true, values.Theirs)
        : (string.Equals(values.Theirs, values.Base, StringComparison.Ordinal), values.Yours);

    // Space between blocks has no meaning.
    private static string MergeSpace(Sides<string> spaces) => MergeValue(spaces.Select<string?>(s => s)) is (true, { } merged) ? merged
        : string.CompareOrdinal(spaces.Theirs, spaces.Yours) < 0 ? spaces.Theirs : spaces.Yours;

    [GeneratedRegex("""[^\s<>="'/]+(\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: -1)]
    private static partial Regex Parts();
}
