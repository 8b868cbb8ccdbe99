using System.Text;
using System.Text.Json;
using SyncServer.Core.Merging.Json;

namespace SyncServer.Core.Merging.RichText;

/// <summary>The members of a ProseMirror node, or of a mark.</summary>
/// <param name="Value">The node.</param>
/// <param name="Type">The member <c>type</c>.</param>
/// <param name="Content">The member <c>content</c>.</param>
/// <param name="Marks">The member <c>marks</c>.</param>
/// <param name="Text">The member <c>text</c>.</param>
/// <param name="Id">The attribute <c>id</c>, which identifies a block.</param>
internal sealed record ProseMirrorNode(JsonValue Value, string Type, JsonValue Content, JsonValue Marks, string? Text, string? Id)
{
    /// <summary>The children, where the whole tree was read.</summary>
    public List<ProseMirrorNode> Children { get; } = [];

    /// <summary>The node as written.</summary>
    public string Raw => Encoding.UTF8.GetString(Value.Span);

    /// <summary>Reads a node without its children.</summary>
    /// <returns>Null if the value is no node.</returns>
    public static ProseMirrorNode? Of(JsonValue value)
    {
        if (value.Kind is not JsonValueKind.Object)
        {
            return null;
        }

        var (type, content, marks, text, id, hasOthers) = ("", default(JsonValue), default(JsonValue), default(string), default(string), false);
        foreach (var member in value.Parts)
        {
            var name = member.QuotedName;
            if (name.SequenceEqual("\"type\""u8) && member.Kind is JsonValueKind.String)
            {
                type = member.Text;
            }
            else if (name.SequenceEqual("\"content\""u8))
            {
                content = member;
            }
            else if (name.SequenceEqual("\"marks\""u8))
            {
                marks = member;
            }
            else if (name.SequenceEqual("\"text\""u8) && member.Kind is JsonValueKind.String)
            {
                text = member.Text;
            }
            else if (!name.SequenceEqual("\"attrs\""u8))
            {
                hasOthers = true;
            }
            else if ( KeyedParts.KeyOf(member, "id"u8) is { Exists: true, Kind: JsonValueKind.String } key)
            {
                id = key.Text;
            }
        }

        // Text has no place for other members.
        return type.Length > 0 && !(hasOthers && type is "text") ? new ProseMirrorNode(value, type, content, marks, text, id) : null;
    }

    /// <summary>Reads a node with its descendants.</summary>
    /// <returns>Null if one of them is no node.</returns>
    public static ProseMirrorNode? TreeOf(JsonValue value)
    {
        if (Of(value) is not { } node || (node.Content.Exists && node.Content.Kind is not JsonValueKind.Array))
        {
            return null;
        }

        if (node.Content.Exists)
        {
            foreach (var part in node.Content.Parts)
            {
                if (TreeOf(part) is not { } child)
                {
                    return null;
                }

                node.Children.Add(child);
            }
        }

        return node;
    }

    /// <summary>The marks; null if they are no marks.</summary>
    public IReadOnlyList<Mark>? MarksOf()
    {
        if (!Marks.Exists)
        {
            return [];
        }

        var marks = new List<Mark>();
        if (Marks.Kind is not JsonValueKind.Array)
        {
            return null;
        }

        foreach (var part in Marks.Parts)
        {
            if (Of(part) is not { } mark)
            {
                return null;
            }

            marks.Add(new Mark(mark.Type, mark.Raw));
        }

        return marks;
    }

    /// <summary>The node without its content.</summary>
    public string Header() => Without("\"content\""u8);

    /// <summary>The node without its marks.</summary>
    public string HeaderOfEmbed() => Without("\"marks\""u8);

    private string Without(ReadOnlySpan<byte> name)
    {
        var json = new StringBuilder("{");
        foreach (var member in Value.Parts)
        {
            if (!member.QuotedName.SequenceEqual(name))
            {
                json.Append(json.Length == 1 ? "" : ",").Append(Encoding.UTF8.GetString(member.QuotedName)).Append(':').Append(Encoding.UTF8.GetString(member.Span));
            }
        }

        return json.Append('}').ToString();
    }
}
