using System.Text;
using System.Text.Json;
using SyncServer.Core.Merging.Json;

namespace SyncServer.Core.Merging.RichText;

/// <summary>
/// HTML as editors write it. A block with text is a line, and the text of a block that may contain blocks, such as a list item, is a line without tags. Other blocks are containers.
/// Elements within a line are marks; those without text, such as images, are embedded.
/// </summary>
internal sealed class HtmlFormat : RichTextFormat
{
    private const string NoTags = "\0";

    private static readonly HashSet<string> Prose = new(StringComparer.Ordinal) { "address", "caption", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "legend", "p", "pre", "summary" };

    // What is in them is no text of the document.
    private static readonly HashSet<string> Embedded = new(StringComparer.Ordinal) { "audio", "button", "canvas", "head", "math", "object", "picture", "select", "svg", "template", "video" };

    /// <inheritdoc/>
    public override bool HasSchema => true;

    /// <inheritdoc/>
    public override bool HasNestedMarks => true;

    /// <inheritdoc/>
    public override bool Is(JsonValue value) => value.Kind is JsonValueKind.String;

    /// <inheritdoc/>
    public override Sides<RichDocument>? Read(Sides<JsonValue> values, MarkSets marks) => values.All(Is)
        && Read(values.Base.Text, marks) is { } @base && Read(values.Theirs.Text, marks) is { } theirs && Read(values.Yours.Text, marks) is { } yours
            ? new Sides<RichDocument>(@base, theirs, yours) : null;

    /// <summary>Whether the tags of a text nest.</summary>
    public static bool CanRead(string html) => new HtmlReader(html).Read() is not null;

    /// <inheritdoc/>
    public override byte[] Write(BlockNode root) => JsonString.Write(WriteHtml([root]));

    /// <inheritdoc/>
    public override byte[]? WriteBlocks(IReadOnlyList<BlockNode> blocks) => blocks.Count == 0 ? null : JsonString.Write(WriteHtml(blocks));

    /// <inheritdoc/>
    public override string PathOf(int index) => "";

    /// <inheritdoc/>
    public override int[] StartsOf(BlockNode root)
    {
        var starts = new int[root.Children.Count + 1];
        for (var i = 0; i < root.Children.Count; i++)
        {
            starts[i + 1] = starts[i] + WriteHtml([root.Children[i]]).Length;
        }

        return starts;
    }

    /// <inheritdoc/>
    public override string? MergeHeaders(Sides<string> headers) => HtmlTag.Merge(headers);

    private static RichDocument? Read(string html, MarkSets marks)
    {
        if (new HtmlReader(html).Read() is not { } nodes)
        {
            return null;
        }

        var reader = new Reader(html, marks);
        var root = new Container(null, "html", NoTags + reader.EndSpaceOf(nodes));
        return reader.TryRead(nodes, root) ? new RichDocument(root, reader.Lines) : null;
    }

    private static string WriteHtml(IReadOnlyList<BlockNode> blocks)
    {
        var html = new StringBuilder();
        foreach (var block in blocks)
        {
            Write(block, html);
        }

        return html.ToString();
    }

    private static void Write(BlockNode node, StringBuilder html)
    {
        if (node.Line is { Raw: { } raw })
        {
            html.Append(raw);
            return;
        }

        var separator = node.Header.IndexOf(HtmlTag.Separator, StringComparison.Ordinal);
        html.Append(node.Header, 0, separator);
        foreach (var child in node.Children)
        {
            Write(child, html);
        }

        Write(node.Line?.Runs ?? [], html);
        html.Append(node.Header, separator + 1, node.Header.Length - separator - 1);
    }

    private static void Write(IReadOnlyList<Run> runs, StringBuilder html)
    {
        var open = new List<Mark>();
        foreach (var run in runs)
        {
            var same = open.Zip(run.Marks.Marks).TakeWhile(pair => pair.First == pair.Second).Count();
            Close(same);
            open.AddRange(run.Marks.Marks.Skip(same));
            html.AppendJoin("", run.Marks.Marks.Skip(same).Select(m => m.Source)).Append(run.EmbedType is null ? HtmlText.Write(run.Text) : run.Text);
        }

        Close(0);

        void Close(int count)
        {
            for (; open.Count > count; open.RemoveAt(open.Count - 1))
            {
                html.Append("</").Append(open[^1].Type).Append('>');
            }
        }
    }

    /// <summary>Reads the blocks of a document.</summary>
    private sealed class Reader(string html, MarkSets marks)
    {
        public List<Line> Lines { get; } = [];

        public bool TryRead(IReadOnlyList<HtmlNode> nodes, Container container)
        {
            var hasBlocks = nodes.Any(node => node.IsBlock);
            var space = "";
            for (var (start, end) = (0, 0); start < nodes.Count; start = end)
            {
                end = start + 1;
                if (nodes[start].IsBlock)
                {
                    if (!TryReadBlock(nodes[start], space, container))
                    {
                        return false;
                    }

                    space = "";
                    continue;
                }

                for (; end < nodes.Count && !nodes[end].IsBlock; end++)
                {
                }

                if (hasBlocks && end == start + 1 && IsSpace(nodes[start]))
                {
                    // Before the first tag of a block, or the end tag of the container.
                    space = html[nodes[start].Source];
                }
                else if (!TryAdd(container, BlockNode.BareLine, NoTags, [.. nodes.Take(start..end)], html[nodes[start].Source.Start..nodes[end - 1].Source.End]))
                {
                    return false;
                }
            }

            // A container is where its lines are.
            return nodes.Count > 0 || TryAdd(container, BlockNode.BareLine, NoTags, [], "");
        }

        public string EndSpaceOf(IReadOnlyList<HtmlNode> nodes) => nodes is [.., { IsBlock: true }, var last] && IsSpace(last) ? html[last.Source] : "";

        private bool TryReadBlock(HtmlNode node, string space, Container parent)
        {
            var endSpace = node.HasBlocks ? EndSpaceOf(node.Children) : "";
            var header = $"{space}{html[node.Source.Start..node.Content.Start]}{HtmlTag.Separator}{endSpace}{html[node.Content.End..node.Source.End]}";
            var raw = space + html[node.Source];
            if (Embedded.Contains(node.Name) || node.Content.Start.Equals(node.Source.End))
            {
                Lines.Add(new Line(parent, node.Name, header, Runs: null, raw, HtmlTag.IdOf(header)));
                return true;
            }

            return node.HasBlocks || !Prose.Contains(node.Name)
                ? TryRead(node.Children, new Container(parent, node.Name, header))
                : TryAdd(parent, node.Name, header, node.Children, raw);
        }

        private bool TryAdd(Container parent, string type, string header, IReadOnlyList<HtmlNode> nodes, string raw)
        {
            var runs = new List<Run>();
            Lines.Add(new Line(parent, type, header, runs, raw, HtmlTag.IdOf(header)));
            return TryAddRuns(nodes, [], runs);
        }

        private bool TryAddRuns(IReadOnlyList<HtmlNode> nodes, List<Mark> open, List<Run> runs)
        {
            var set = marks.Of(open);
            for (var i = 0; i < nodes.Count; i++)
            {
                var (node, previous, next) = (nodes[i], i == 0 ? null : nodes[i - 1], i + 1 == nodes.Count ? null : nodes[i + 1]);
                if (node.IsText)
                {
                    runs.AddRange(HtmlText.Read(html[node.Source]).Select(part => new Run(part.Text, set, part.IsReference ? "reference" : null)));
                }
                else if (node.Children.Count == 0 || Embedded.Contains(node.Name) || ReadsAsOne(node, previous, next))
                {
                    runs.Add(new Run(html[node.Source], set, node.Name));
                }
                else
                {
                    open.Add(new Mark(node.Name, html[node.Source.Start..node.Content.Start]));
                    if (open.Count > MergeLimits.Marks || !TryAddRuns(node.Children, open, runs))
                    {
                        return false;
                    }

                    open.RemoveAt(open.Count - 1);
                }
            }

            return true;
        }

        /// <summary>Whether two elements, as marks, would be one: side by side or in each other, with the same tag.</summary>
        private bool ReadsAsOne(HtmlNode node, HtmlNode? previous, HtmlNode? next)
        {
            var tag = TagOf(node);
            return (previous is not null && tag.SequenceEqual(TagOf(previous))) || (next is not null && tag.SequenceEqual(TagOf(next))) || Contains(node, tag);
        }

        private bool Contains(HtmlNode node, ReadOnlySpan<char> tag)
        {
            foreach (var child in node.Children)
            {
                if (tag.SequenceEqual(TagOf(child)) || Contains(child, tag))
                {
                    return true;
                }
            }

            return false;
        }

        private ReadOnlySpan<char> TagOf(HtmlNode node) => node.Children.Count == 0 ? default : html.AsSpan(node.Source.Start.Value, node.Content.Start.Value - node.Source.Start.Value);

        private bool IsSpace(HtmlNode node) => node.IsText && html.AsSpan(node.Source).IndexOfAnyExcept(" \t\r\n\f") < 0;
    }
}
