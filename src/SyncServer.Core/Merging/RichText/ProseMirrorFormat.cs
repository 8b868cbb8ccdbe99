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
    public override bool Is(JsonValue value) => Node.Of(value) is { Type: "doc", Content.Kind: JsonValueKind.Array };

    /// <inheritdoc/>
    public override Sides<RichDocument>? Read(Sides<JsonValue> values, MarkSets marks)
    {
        if (!values.All(Is))
        {
            return null;
        }

        var types = new HashSet<string>(Prose, StringComparer.Ordinal);
        return values.All(value => FindLines(value, types)) && Read(values.Base) is { } @base && Read(values.Theirs) is { } theirs && Read(values.Yours) is { } yours
            ? new Sides<RichDocument>(@base, theirs, yours) : null;

        RichDocument? Read(JsonValue value)
        {
            var root = new Container(null, "doc", Node.Of(value)!.Value.Header());
            var lines = new List<Line>();
            return new Reader(types, marks, lines).TryRead(Node.Of(value)!.Value.Content, root) ? new RichDocument(root, lines) : null;
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

    /// <summary>Adds the types of nodes that have text.</summary>
    /// <returns>False if the value is not a tree of nodes.</returns>
    private static bool FindLines(JsonValue value, HashSet<string> types)
    {
        if (Node.Of(value) is not { } node)
        {
            return false;
        }

        if (node.Content.Exists)
        {
            if (node.Content.Kind is not JsonValueKind.Array)
            {
                return false;
            }

            foreach (var child in node.Content.Parts)
            {
                if (!FindLines(child, types))
                {
                    return false;
                }

                if (Node.Of(child) is { Type: "text" })
                {
                    types.Add(node.Type);
                }
            }
        }

        return true;
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
        public bool TryRead(JsonValue content, Container parent)
        {
            foreach (var child in content.Parts)
            {
                var node = Node.Of(child)!.Value;
                var isLine = types.Contains(node.Type);
                if (!isLine && node.Content.Exists && node.Content.Parts.MoveNext())
                {
                    if (!TryRead(node.Content, new Container(parent, node.Type, node.Header())))
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

                lines.Add(new Line(parent, node.Type, node.Header(), runs, Encoding.UTF8.GetString(child.Span), node.Id));
            }

            return true;
        }

        private List<Run>? RunsOf(Node line)
        {
            var runs = new List<Run>();
            if (!line.Content.Exists)
            {
                return runs;
            }

            foreach (var child in line.Content.Parts)
            {
                var node = Node.Of(child)!.Value;
                var set = new List<Mark>();
                if (node.Marks.Exists)
                {
                    if (node.Marks.Kind is not JsonValueKind.Array)
                    {
                        return null;
                    }

                    foreach (var mark in node.Marks.Parts)
                    {
                        if (Node.Of(mark) is not { } named)
                        {
                            return null;
                        }

                        set.Add(new Mark(named.Type, Encoding.UTF8.GetString(mark.Span)));
                    }
                }

                if (node.Type is not "text")
                {
                    if (types.Contains(node.Type))
                    {
                        return null;
                    }

                    runs.Add(new Run(node.Header(withContent: true), marks.Of(set), node.Type));
                }
                else if (node.Text is { Length: > 0 } text)
                {
                    runs.Add(new Run(text, marks.Of(set)));
                }
                else
                {
                    return null;
                }
            }

            return runs;
        }
    }

    /// <summary>The members of a node, or of a mark.</summary>
    private readonly record struct Node(JsonValue Value, string Type, JsonValue Content, JsonValue Marks, string? Text, string? Id)
    {
        /// <summary>The node; null if the value is none.</summary>
        public static Node? Of(JsonValue value)
        {
            if (value.Kind is not JsonValueKind.Object)
            {
                return null;
            }

            var node = new Node(value, "", default, default, null, null);
            foreach (var member in value.Parts)
            {
                var name = member.QuotedName;
                if (name.SequenceEqual("\"type\""u8) && member.Kind is JsonValueKind.String)
                {
                    node = node with { Type = member.Text };
                }
                else if (name.SequenceEqual("\"content\""u8))
                {
                    node = node with { Content = member };
                }
                else if (name.SequenceEqual("\"marks\""u8))
                {
                    node = node with { Marks = member };
                }
                else if (name.SequenceEqual("\"text\""u8) && member.Kind is JsonValueKind.String)
                {
                    node = node with { Text = member.Text };
                }
                else if (name.SequenceEqual("\"attrs\""u8) && KeyedParts.KeyOf(member, "id"u8) is { Exists: true, Kind: JsonValueKind.String } id)
                {
                    node = node with { Id = id.Text };
                }
            }

            return node.Type.Length > 0 ? node : null;
        }

        /// <summary>The node without its content, and without its marks if the content stays.</summary>
        public string Header(bool withContent = false)
        {
            var json = new StringBuilder("{");
            foreach (var member in Value.Parts)
            {
                if (!member.QuotedName.SequenceEqual(withContent ? "\"marks\""u8 : "\"content\""u8))
                {
                    json.Append(json.Length == 1 ? "" : ",").Append(Encoding.UTF8.GetString(member.QuotedName)).Append(':').Append(Encoding.UTF8.GetString(member.Span));
                }
            }

            return json.Append('}').ToString();
        }
    }
}
