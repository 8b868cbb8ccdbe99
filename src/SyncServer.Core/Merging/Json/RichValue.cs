using System.Text.Json;
using SyncServer.Core.Merging.RichText;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.Json;

/// <summary>The merge of a value that is a document of rich text.</summary>
internal sealed class RichValue
{
    private static readonly ProseMirrorFormat ProseMirror = new();
    private static readonly QuillFormat Quill = new();
    private static readonly HtmlFormat Html = new();

    private readonly Place _place;
    private readonly RichTextFormat _format;
    private readonly RichTextMerge _merge;
    private readonly Sides<JsonValue> _values;

    private RichValue(Place place, Sides<JsonValue> values, RichTextFormat format, RichTextMerge merge)
    {
        (_place, _values, _format, _merge) = (place, values, format, merge);
        Merged = format.Write(merge.Tree);
    }

    /// <summary>The merge, with the head's blocks where they are disputed.</summary>
    public byte[] Merged { get; }

    /// <summary>Whether nothing is disputed.</summary>
    public bool IsMerged => _merge.IsMerged;

    /// <summary>Whether all that is disputed are blocks that are reported.</summary>
    public bool IsDisputedInPart => _merge.IsDisputedInPart;

    /// <summary>Merges the values at a place.</summary>
    /// <returns>Null if they are not rich text there.</returns>
    public static RichValue? Of(Place place, Sides<JsonValue> values, MergeRules? rules, Work theirWork, Work yourWork)
    {
        // Where nothing is set, the whole document is what it is written as.
        if (rules is null || FormatOf(place, values.Base) is not { } format)
        {
            return null;
        }

        var marks = new MarkSets(format.HasNestedMarks);
        return format.Read(values, marks) is not { } documents || !documents.All(d => d.Lines.Count <= MergeLimits.RichLines) ? null
            : new RichValue(place, values, format, new RichTextMerge(documents, new RichTextRules(format, marks, rules.KeepsBothInsertions), theirWork, yourWork));
    }

    /// <summary>Reports the changes, by outermost block.</summary>
    /// <param name="changes">Receives them.</param>
    /// <param name="isSettled">Whether one side changed nothing, or both changed the same: nothing overlaps.</param>
    public void AddTo(ChangeList changes, bool isSettled)
    {
        var (trees, found) = (_merge.Trees, BlockChanges.Of(_merge));
        if (found.Count == 0)
        {
            // What changed are containers.
            changes.Add(_place, _values, ChangedBy.Both, overlaps: !isSettled && !IsMerged);
        }

        var starts = _format.StartsOf(_merge.Tree);
        foreach (var change in found)
        {
            var blocks = new Sides<List<BlockNode>>(
                trees.Base.Children[change.Base], trees.Theirs.Children[change.Theirs], trees.Yours.Children[change.Yours]);
            var texts = blocks.Select(all => string.Join('\n', all.Select(b => b.Text)));
            var raw = blocks.Select(all => _format.WriteBlocks(all) is { } bytes ? bytes : default(ReadOnlyMemory<byte>?));
            var path = _place.ToPointer(_format.PathOf(change.Base.Start.Value));
            changes.Add(
                new FieldChange(path, raw.Base, raw.Theirs, raw.Yours, change.By, !isSettled && (change.IsDisputed || !(_merge.IsMerged || IsDisputedInPart)))
                {
                    Blocks = new BlockPlace(change.CanBeReplaced ? PlaceOf(change.Merged, starts) : null, texts.Base, texts.Theirs, texts.Yours),
                },
                path.Text.Length);
        }
    }

    /// <summary>The place of merged blocks; null in a format in which blocks have none.</summary>
    private MergedPlace? PlaceOf(Range blocks, int[]? starts)
    {
        var (first, end) = (blocks.Start.Value, blocks.End.Value);
        return starts is not null ? new MergedPlace(_place.ToPointer(), starts[first], starts[end] - starts[first])
            : _format.HasSchema ? new MergedPlace(_place.ToPointer(_format.PathOf(first)), Start: null, end - first)
            : null;
    }

    private static RichTextFormat? FormatOf(Place place, JsonValue value) => place.Format switch
    {
        MergeFormat.ProseMirror => ProseMirror,
        MergeFormat.Quill => Quill,
        MergeFormat.Html => Html,
        _ when !place.IsRoot || value.Kind is not JsonValueKind.Object => null,
        _ => ProseMirror.Is(value) ? ProseMirror : Quill.Is(value) ? Quill : null,
    };
}
