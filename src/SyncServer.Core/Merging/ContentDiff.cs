using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging.Json;

namespace SyncServer.Core.Merging;

/// <summary>The difference between two versions (docs/protocol.md, section 6).</summary>
public abstract record ContentDiff
{
    private ContentDiff()
    {
    }

    /// <summary>Compares two versions.</summary>
    /// <param name="from">The older version.</param>
    /// <param name="to">The newer version.</param>
    public static ContentDiff Between(Content from, Content to) =>
        // A merge in which only one side changed something.
        ThreeWayMerge.Merge(from, theirs: to, yours: from, rules: null) switch
        {
            MergeResult.Fields { Changes: var changes } => new Fields([.. changes.Select(c => new FieldEdit(c.Path, c.Base, c.Theirs))]),
            MergeResult.Lines { Changes: var changes } => new Lines([.. changes.Select(c => new LineEdit(c.Line, c.Count, c.Base, c.Theirs))]),
            _ => new Opaque(),
        };

    /// <summary>
    /// Applies the difference to the older version. For text the result is the newer version's bytes; for JSON it is the same value, with each number and string
    /// written as in the newer version. Null if the difference was not taken from this content, or is opaque.
    /// </summary>
    public abstract byte[]? Apply(Content from);

    /// <summary>The difference between two JSON documents.</summary>
    /// <param name="Edits">The differences in order; none if the values are equal. If there are too many, one edit of the whole document.</param>
    public sealed record Fields(IReadOnlyList<FieldEdit> Edits) : ContentDiff
    {
        /// <inheritdoc/>
        public override byte[]? Apply(Content from)
        {
            using var document = from.IsJson ? JsonTree.Parse(from) : null;
            return document is null ? null : FieldEdits.Apply(document.Root, Edits);
        }
    }

    /// <summary>The difference between two texts.</summary>
    /// <param name="Edits">The differences in order.</param>
    public sealed record Lines(IReadOnlyList<LineEdit> Edits) : ContentDiff
    {
        /// <inheritdoc/>
        public override byte[]? Apply(Content from)
        {
            var text = ContentText.Of(from);
            var applied = new StringBuilder();
            var (line, at) = (1, 0);
            foreach (var edit in Edits)
            {
                for (; line < edit.Line && text is not null && at < text.Length; line++)
                {
                    var end = text.IndexOf('\n', at) is >= 0 and var feed ? feed + 1 : text.Length;
                    applied.Append(text, at, end - at);
                    at = end;
                }

                if (text is null || line != edit.Line || !text.AsSpan(at).StartsWith(edit.From, StringComparison.Ordinal))
                {
                    return null;
                }

                applied.Append(edit.To);
                at += edit.From.Length;
                line += edit.Count;
            }

            return text is null ? null : Encoding.UTF8.GetBytes(applied.Append(text, at, text.Length - at).ToString());
        }
    }

    /// <summary>The contents are of another kind, or of two different kinds.</summary>
    public sealed record Opaque : ContentDiff
    {
        /// <inheritdoc/>
        public override byte[]? Apply(Content from) => null;
    }
}
