using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging.Json;

namespace SyncServer.Core.Merging;

/// <summary>How one version differs from an older one (protocol 6).</summary>
public abstract record ContentDiff
{
    private ContentDiff()
    {
    }

    /// <summary>How two versions differ.</summary>
    /// <param name="from">The older.</param>
    /// <param name="to">The newer.</param>
    public static ContentDiff Between(Content from, Content to) =>
        // What one side changed, where the other changed nothing.
        ThreeWayMerge.Merge(from, theirs: to, yours: from, textPaths: []) switch
        {
            MergeResult.Fields { Changes: var changes } => new Fields([.. changes.Select(c => new FieldEdit(c.Path, c.Base, c.Theirs))]),
            MergeResult.Lines { Changes: var changes } => new Lines([.. changes.Select(c => new LineEdit(c.Line, c.Count, c.Base, c.Theirs))]),
            _ => new Opaque(),
        };

    /// <summary>
    /// The newer version's bytes, made of the older's: exactly those of a text; of JSON the same value, each number and string as the
    /// newer version has it. Null where the content is not the one that the difference was taken from, or the difference is opaque.
    /// </summary>
    public abstract byte[]? Apply(Content from);

    /// <summary>Between two JSON documents.</summary>
    /// <param name="Edits">What differs, in order: none where both say the same. Where it is too much to tell, the whole document.</param>
    public sealed record Fields(IReadOnlyList<FieldEdit> Edits) : ContentDiff
    {
        /// <inheritdoc/>
        public override byte[]? Apply(Content from)
        {
            using var document = from.IsJson ? JsonTree.Parse(from) : null;
            return document is null ? null : FieldEdits.Apply(document.Root, Edits);
        }
    }

    /// <summary>Between two texts.</summary>
    /// <param name="Edits">What differs, in order.</param>
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

    /// <summary>Between something else, or two kinds of content.</summary>
    public sealed record Opaque : ContentDiff
    {
        /// <inheritdoc/>
        public override byte[]? Apply(Content from) => null;
    }
}
