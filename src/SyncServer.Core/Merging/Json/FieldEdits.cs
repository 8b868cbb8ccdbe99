using System.Globalization;
using System.Text.Json;

namespace SyncServer.Core.Merging.Json;

/// <summary>The edits at one path of a document and below it.</summary>
internal sealed class FieldEdits
{
    private static readonly FieldEdits Nothing = new();

    private readonly OrderedDictionary<string, FieldEdits> _below = new(StringComparer.Ordinal);

    // An edit of the older version's value, and a value that only the newer version has. In an array both may have the same index.
    private FieldEdit? _edit;
    private FieldEdit? _addition;

    private bool IsOfOld => _edit is not null || _below.Count > 0;

    /// <summary>Applies the edits to a document; null if one of them does not match the document.</summary>
    public static byte[]? Apply(JsonValue document, IReadOnlyList<FieldEdit> edits)
    {
        var root = new FieldEdits();
        foreach (var edit in edits)
        {
            root.Add(edit);
        }

        var applied = new JsonBytes(document.Tree.Bytes.Length);
        applied.Add(document.Bytes(..document.Start).Span);
        if (!root.TryApply(document, applied))
        {
            return null;
        }

        applied.Add(document.Bytes(document.End..).Span);
        return applied.ToArray();
    }

    private void Add(FieldEdit edit)
    {
        var at = this;
        foreach (var token in edit.Path.Tokens)
        {
            if (!at._below.TryGetValue(token, out var below))
            {
                at._below.Add(token, below = new FieldEdits());
            }

            at = below;
        }

        if (edit.From is null)
        {
            at._addition = edit;
        }
        else
        {
            at._edit = edit;
        }
    }

    private bool TryApply(JsonValue value, JsonBytes applied)
    {
        if (_edit is { From: { } from } edit)
        {
            applied.Add((edit.To ?? default).Span);
            return edit.To is not null && _below.Count == 0 && from.Span.SequenceEqual(value.Span);
        }

        if (_below.Count == 0)
        {
            applied.Add(value.Span);
            return true;
        }

        var isArray = value.Kind is JsonValueKind.Array;
        return (isArray ? JsonParts.OfArray(value) : value.Kind is JsonValueKind.Object ? JsonParts.OfObject(value) : null) is { } parts
            && TryApply(parts, isArray, applied);
    }

    private bool TryApply(JsonParts parts, bool isArray, JsonBytes applied)
    {
        var additions = new OrderedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        var old = 0;
        foreach (var (key, below) in _below)
        {
            if (below._addition is { To: { } added })
            {
                if (!isArray && parts.Members.ContainsKey(key))
                {
                    return false;
                }

                additions.Add(key, added);
            }

            old += below.IsOfOld ? 1 : 0;
        }

        var stays = new List<(JsonPart Part, FieldEdits? Edits)>();
        foreach (var (key, part) in parts.Members)
        {
            var edits = _below.GetValueOrDefault(key) is { IsOfOld: true } below ? below : null;
            old -= edits is null ? 0 : 1;
            if (edits?._edit is not { To: null } removal)
            {
                stays.Add((part, edits));
            }
            else if (!removal.From!.Value.Span.SequenceEqual(part.Value.Span))
            {
                return false;
            }
        }

        applied.Open(isArray);
        var (next, made) = (0, 0);
        for (var i = 0; i < stays.Count + additions.Count; i++)
        {
            // Added elements have their index in the newer version; added members come last.
            var key = isArray ? i.ToString(CultureInfo.InvariantCulture) : i < stays.Count ? null : additions.GetAt(i - stays.Count).Key;
            if (key is not null && additions.TryGetValue(key, out var added))
            {
                applied.AddHead(isArray ? default : (byte[])[.. JsonString.Write(key), (byte)':'], first: i == 0);
                applied.Add(added.Span);
                made++;
            }
            else if (next < stays.Count)
            {
                var (part, edits) = stays[next++];
                applied.AddHead(part.Head.Span, first: i == 0);
                if (!(edits ?? Nothing).TryApply(part.Value, applied))
                {
                    return false;
                }
            }
        }

        applied.Add(parts.Close.Span);
        applied.Close(isArray);
        return old == 0 && next == stays.Count && made == additions.Count;
    }
}
