using System.Text;
using System.Text.Json;
using SyncServer.Core.Merging.Json;

namespace SyncServer.Core.Merging.RichText;

/// <summary>A Quill document as JSON: a delta of inserts, or its array of operations. The attributes of a line are those of its line end.</summary>
internal sealed class QuillFormat : RichTextFormat
{
    private const string LineType = "line";
    private const string None = "{}";

    /// <inheritdoc/>
    public override bool HasSchema => false;

    /// <inheritdoc/>
    public override bool Is(JsonValue value)
    {
        var operations = OperationsOf(value);
        if (!operations.Exists)
        {
            return false;
        }

        var isNone = true;
        foreach (var operation in operations.Parts)
        {
            if (operation.Kind is not JsonValueKind.Object || !Insert(operation).Exists)
            {
                return false;
            }

            isNone = false;
        }

        return !isNone;
    }

    /// <inheritdoc/>
    public override Sides<RichDocument>? Read(Sides<JsonValue> values, MarkSets marks) =>
        values.All(Is) && Read(values.Base, marks) is { } @base && Read(values.Theirs, marks) is { } theirs && Read(values.Yours, marks) is { } yours
            ? new Sides<RichDocument>(@base, theirs, yours) : null;

    /// <inheritdoc/>
    public override byte[] Write(BlockNode root)
    {
        var operations = WriteBlocks(root.Children) ?? "[]"u8.ToArray();
        return root.Header is "[]" ? operations : [.. Encoding.UTF8.GetBytes(root.Header[..^1]), .. root.Header is None ? "\"ops\":"u8 : ",\"ops\":"u8, .. operations, (byte)'}'];
    }

    /// <inheritdoc/>
    public override byte[]? WriteBlocks(IReadOnlyList<BlockNode> blocks)
    {
        if (blocks.Count == 0)
        {
            return null;
        }

        var json = new StringBuilder("[");
        var (text, attributes) = (new StringBuilder(), None);
        foreach (var line in blocks.Select(b => b.Line!))
        {
            foreach (var run in line.Runs!)
            {
                var format = run.Marks.Marks.Count == 0 ? None : $"{{{string.Join(',', run.Marks.Marks.Select(m => m.Source))}}}";
                if (run.EmbedType is null)
                {
                    Add(run.Text, format);
                }
                else
                {
                    Add("", "");
                    Write(json, run.Text, format);
                }
            }

            Add("\n", line.Header);
        }

        Add("", "");
        return Encoding.UTF8.GetBytes(json.Append(']').ToString());

        void Add(string added, string format)
        {
            if (!string.Equals(format, attributes, StringComparison.Ordinal))
            {
                if (text.Length > 0)
                {
                    Write(json, Encoding.UTF8.GetString(JsonString.Write(text.ToString())), attributes);
                    text.Clear();
                }

                attributes = format;
            }

            text.Append(added);
        }
    }

    /// <inheritdoc/>
    public override string PathOf(int index) => "/ops";

    /// <inheritdoc/>
    public override string? MergeHeaders(Sides<string> headers) => MergeJson(headers);

    private static void Write(StringBuilder json, string insert, string attributes) =>
        json.Append(json.Length == 1 ? "" : ",").Append("{\"insert\":").Append(insert).Append(attributes is None ? "" : ",\"attributes\":" + attributes).Append('}');

    private static RichDocument? Read(JsonValue value, MarkSets marks)
    {
        var root = new Container(null, "delta", value.Kind is JsonValueKind.Array ? "[]" : HeaderOf(value));
        var (lines, runs) = (new List<Line>(), new List<Run>());
        foreach (var operation in OperationsOf(value).Parts)
        {
            var (insert, attributes) = (Insert(operation), default(JsonValue));
            foreach (var member in operation.Parts)
            {
                if (member.QuotedName.SequenceEqual("\"attributes\""u8))
                {
                    attributes = member;
                }
            }

            if (attributes.Exists && attributes.Kind is not JsonValueKind.Object)
            {
                return null;
            }

            if (MarksOf(attributes) is not { Count: <= MergeLimits.Marks } list)
            {
                return null;
            }

            var set = marks.Of(list);
            if (insert.Kind is JsonValueKind.Object)
            {
                runs.Add(new Run(Encoding.UTF8.GetString(insert.Span), set, NameOf(insert)));
                continue;
            }

            var header = attributes.Exists ? Encoding.UTF8.GetString(attributes.Span) : None;
            var text = insert.Text;
            for (var at = 0; at < text.Length;)
            {
                var end = text.IndexOf('\n', at);
                if ((end < 0 ? text.Length : end) > at)
                {
                    runs.Add(new Run(text[at..(end < 0 ? text.Length : end)], set));
                }

                if (end < 0)
                {
                    break;
                }

                lines.Add(new Line(root, LineType, header, runs, Raw: null, Id: null));
                runs = [];
                at = end + 1;
            }
        }

        // A document ends with a line end.
        return runs.Count == 0 ? new RichDocument(root, lines) : null;
    }

    private static List<Mark> MarksOf(JsonValue attributes)
    {
        var marks = new List<Mark>();
        if (attributes.Exists)
        {
            foreach (var member in attributes.Parts)
            {
                marks.Add(new Mark(member.Name, $"{Encoding.UTF8.GetString(member.QuotedName)}:{Encoding.UTF8.GetString(member.Span)}"));
            }
        }

        return marks;
    }

    private static string NameOf(JsonValue embed)
    {
        foreach (var member in embed.Parts)
        {
            return member.Name;
        }

        return "";
    }

    private static string HeaderOf(JsonValue delta)
    {
        var json = new StringBuilder("{");
        foreach (var member in delta.Parts)
        {
            if (!member.QuotedName.SequenceEqual("\"ops\""u8))
            {
                json.Append(json.Length == 1 ? "" : ",").Append(Encoding.UTF8.GetString(member.QuotedName)).Append(':').Append(Encoding.UTF8.GetString(member.Span));
            }
        }

        return json.Append('}').ToString();
    }

    private static JsonValue OperationsOf(JsonValue value)
    {
        if (value.Kind is JsonValueKind.Object)
        {
            foreach (var member in value.Parts)
            {
                if (member.QuotedName.SequenceEqual("\"ops\""u8))
                {
                    return member.Kind is JsonValueKind.Array ? member : default;
                }
            }
        }

        return value.Kind is JsonValueKind.Array ? value : default;
    }

    /// <summary>What an operation inserts, if it has no other member than attributes.</summary>
    private static JsonValue Insert(JsonValue operation)
    {
        var insert = default(JsonValue);
        foreach (var member in operation.Parts)
        {
            if (member.QuotedName.SequenceEqual("\"insert\""u8) && member.Kind is JsonValueKind.String or JsonValueKind.Object)
            {
                insert = member;
            }
            else if (!member.QuotedName.SequenceEqual("\"attributes\""u8))
            {
                return default;
            }
        }

        return insert;
    }
}
