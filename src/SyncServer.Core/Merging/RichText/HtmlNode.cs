namespace SyncServer.Core.Merging.RichText;

/// <summary>A part of HTML: an element, a text, or a comment or declaration.</summary>
/// <param name="Name">The name of an element in lower case; empty for text, <c>!</c> for a comment or declaration.</param>
/// <param name="Source">The node as it is written.</param>
/// <param name="Content">What is between the tags of an element.</param>
/// <param name="Children">The children of an element.</param>
internal sealed record HtmlNode(string Name, Range Source, Range Content, IReadOnlyList<HtmlNode> Children)
{
    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "col", "colgroup", "dd", "details", "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
        "form", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table",
        "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
    };

    /// <summary>Whether it is text.</summary>
    public bool IsText => Name.Length == 0;

    /// <summary>Whether it contains blocks.</summary>
    public bool HasBlocks { get; } = Children.Any(child => child.IsBlock);

    /// <summary>Whether it is a block, or contains blocks.</summary>
    public bool IsBlock => HasBlocks || Blocks.Contains(Name);
}
