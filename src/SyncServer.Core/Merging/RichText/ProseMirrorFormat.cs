using System.Text;
using System.Text.Json;
using SyncServer.Core.Merging.Json;

namespace SyncServer.Core.Merging.RichText;

/// <summary>
/// A ProseMirror document as JSON (<c>Node.toJSON</c>), which TipTap stores too. The server does not know its schema: a node whose content has text, in any of the
/// versions, is a line.
/// </summary>
internal sealed class ProseMirrorFormat : RichTextFormat
{
    private static readonly string[] Prose = ["paragraph", "heading", "codeBlock", "code_block"];

    /// <inheritdoc/>
    public override bool HasSchema => true;

    /// <inheritdoc/>
    public override bool Is(JsonValue value) => ProseMirrorNode.Of(value) is { Type: "doc", Content.Kind: JsonValueKind.Array };

    /// <inheritdoc/>
    public override Sides<RichDocument>? Read(Sides<JsonValue> values, MarkSets marks)
    {
        var roots = values.Select(value => Is(value) ? ProseMirrorNode.TreeOf(value) : null);
        if (!roots.All(root => root is not null))
        {
            return null;
        }

        var types = new HashSet<string>(Prose, StringComparer.Ordinal);
        FindLines(roots.Base!, types);
        FindLines(roots.Theirs!, types);
        FindLines(roots.Yours!, types);
        return Read(roots.Base!) is { } @base && Read(roots.Theirs!) is { } theirs && Read(roots.Yours!) is { } yours ? new Sides<RichDocument>(@base, theirs, yours) : null;

        RichDocument? Read(ProseMirrorNode root)
        {
            var (container, lines) = (new Container(null, root.Type, root.Header()), new List<Line>());
            return new Reader(types, marks, lines).TryRead(root, container) ? new RichDocument(container, lines) : null;
        }
    }

    /// <inheritdoc/>
    public override byte[] Write(BlockNode root)
    {
        var json = new StringBuilder();
        Write(root, json);
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    /// <inheritdoc/>
    public override byte[]? WriteBlocks(IReadOnlyList<BlockNode> blocks)
    {
        if (blocks.Count == 0)
        {
            return null;
        }

        var json = new StringBuilder(blocks.Count == 1 ? "" : "[");
        for (var i = 0; i < blocks.Count; i++)
        {
            json.Append(i == 0 ? "" : ",");
            Write(blocks[i], json);
        }

        return Encoding.UTF8.GetBytes(json.Append(blocks.Count == 1 ? "" : "]").ToString());
    }

    /// <inheritdoc/>
    public override string PathOf(int index) => $"/content/{index}";

    /// <inheritdoc/>
    public override string? MergeHeaders(Sides<string> headers) => MergeJson(headers);

    /// <summary>Adds the types of nodes that have text.</summary>
    private static void FindLines(ProseMirrorNode node, HashSet<string> types)
    {
        foreach (var child in node.Children)
        {
            if (child.Type is "text")
            {
                types.Add(node.Type);
            }

            FindLines(child, types);
        }
    }

    private static void Write(BlockNode node, StringBuilder json)
    {
        if (node.Line is { Raw: { } raw })
        {
            json.Append(raw);
            return;
        }

        var header = node.Header;
        json.Append(header, 0, header.Length - 1);
        if (node.Line is null || node.Line.Runs is { Count: > 0 })
        {
            json.Append(",\"content\":[");
            for (var i = 0; i < node.Children.Count; i++)
            {
                json.Append(i == 0 ? "" : ",");
                Write(node.Children[i], json);
            }

            for (var i = 0; i < node.Line?.Runs?.Count; i++)
            {
                json.Append(i == 0 ? "" : ",");
                Write(node.Line.Runs[i], json);
            }

            json.Append(']');
        }

        json.Append('}');
    }

    private static void Write(Run run, StringBuilder json)
    {
        json.Append(run.EmbedType is null ? "{\"type\":\"text\"" : run.Text.AsSpan(0, run.Text.Length - 1));
        if (run.Marks.Marks.Count > 0)
        {
            json.Append(",\"marks\":[").AppendJoin(',', run.Marks.Marks.Select(m => m.Source)).Append(']');
        }

        if (run.EmbedType is null)
        {
            json.Append(",\"text\":").Append(Encoding.UTF8.GetString(JsonString.Write(run.Text)));
        }

        json.Append('}');
    }

    /// <summary>Reads the blocks of a document.</summary>
    private sealed class Reader(HashSet<string> types, MarkSets marks, List<Line> lines)
    {
        public bool TryRead(ProseMirrorNode parent, Container container)
        {
            foreach (var node in parent.Children)
            {
                var isLine = types.Contains(node.Type);
                if (!isLine && node.Children.Count > 0)
                {
                    if (!TryRead(node, new Container(container, node.Type, node.Header())))
                    {
                        return false;
                    }

                    continue;
                }

                var runs = isLine ? RunsOf(node) : null;
                if ((isLine && runs is null) || node.Type is "text")
                {
                    return false;
                }

                lines.Add(new Line(container, node.Type, node.Header(), runs, node.Raw, node.Id));
            }

            return true;
        }

        private List<Run>? RunsOf(ProseMirrorNode line)
        {
            var runs = new List<Run>(line.Children.Count);
            foreach (var node in line.Children)
            {
                if (node.MarksOf() is not { Count: <= MergeLimits.Marks } set || types.Contains(node.Type) || (node.Type is "text" && node.Text is not { Length: > 0 }))
                {
                    return null;
                }

                runs.Add(node.Type is "text" ? new Run(node.Text!, marks.Of(set)) : new Run(node.HeaderOfEmbed(), marks.Of(set), node.Type));
            }

            return runs;
        }
    }
}
