using System.Text;
using System.Text.Json;
using SyncServer.Core.Merging;

namespace SyncServer.Http;

/// <summary>
/// Writes the members <c>changes</c> and, if not all of them fit, <c>changesTruncated</c> (docs/protocol.md, sections 5 and 6). A missing value is an absent member.
/// </summary>
internal static class ChangesJson
{
    // An estimate of what a change takes besides its values.
    private const int FrameBytes = 64;

    /// <summary>Writes the changes of both sides against their base; nothing if they cannot be compared.</summary>
    public static void Write(Utf8JsonWriter writer, MergeResult? result)
    {
        switch (result)
        {
            case MergeResult.Fields { Changes: var changes }:
                WriteAll(writer, changes, c => Size(c.Path.Text) + Size(c.Base) + Size(c.Theirs) + Size(c.Yours) + Size(c.Blocks), c =>
                {
                    writer.WriteString("path", c.Path.Text);
                    WriteValue(writer, "base", c.Base);
                    WriteValue(writer, "theirs", c.Theirs);
                    WriteValue(writer, "yours", c.Yours);
                    writer.WriteString("by", NameOf(c.By));
                    WriteBlocks(writer, c.Blocks);
                    WriteOverlap(writer, c.Overlaps);
                });
                break;
            case MergeResult.Lines { Changes: var changes }:
                WriteAll(writer, changes, c => Size(c.Base) + Size(c.Theirs) + Size(c.Yours), c =>
                {
                    writer.WriteNumber("line", c.Line);
                    writer.WriteNumber("count", c.Count);
                    writer.WriteString("base", c.Base);
                    writer.WriteString("theirs", c.Theirs);
                    writer.WriteString("yours", c.Yours);
                    writer.WriteString("by", NameOf(c.By));
                    WriteOverlap(writer, c.Overlaps);
                });
                break;
        }
    }

    /// <summary>Writes the differences between two versions.</summary>
    public static void Write(Utf8JsonWriter writer, ContentDiff diff)
    {
        switch (diff)
        {
            case ContentDiff.Fields { Edits: var edits }:
                WriteAll(writer, edits, e => Size(e.Path.Text) + Size(e.From) + Size(e.To), e =>
                {
                    writer.WriteString("path", e.Path.Text);
                    WriteValue(writer, "from", e.From);
                    WriteValue(writer, "to", e.To);
                });
                break;
            case ContentDiff.Lines { Edits: var edits }:
                WriteAll(writer, edits, e => Size(e.From) + Size(e.To), e =>
                {
                    writer.WriteNumber("line", e.Line);
                    writer.WriteNumber("count", e.Count);
                    writer.WriteString("from", e.From);
                    writer.WriteString("to", e.To);
                });
                break;
            default:
                WriteAll<LineEdit>(writer, [], _ => 0, _ => { });
                break;
        }
    }

    private static void WriteAll<T>(Utf8JsonWriter writer, IReadOnlyList<T> changes, Func<T, int> size, Action<T> write)
    {
        var (left, truncated) = (InlineContent.MaxBytes, false);
        writer.WriteStartArray("changes");
        foreach (var change in changes)
        {
            var bytes = FrameBytes + size(change);
            if (bytes > left)
            {
                truncated = true;
                continue;
            }

            left -= bytes;
            writer.WriteStartObject();
            write(change);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (truncated)
        {
            writer.WriteBoolean("changesTruncated", value: true);
        }
    }

    private static void WriteValue(Utf8JsonWriter writer, string name, ReadOnlyMemory<byte>? value)
    {
        if (value is { } raw)
        {
            writer.WritePropertyName(name);
            // A part of a document that was validated when it was saved.
            writer.WriteRawValue(raw.Span, skipInputValidation: true);
        }
    }

    private static void WriteBlocks(Utf8JsonWriter writer, BlockPlace? blocks)
    {
        if (blocks is null)
        {
            return;
        }

        writer.WriteStartObject("text");
        writer.WriteString("base", blocks.BaseText);
        writer.WriteString("theirs", blocks.TheirText);
        writer.WriteString("yours", blocks.YourText);
        writer.WriteEndObject();
        if (blocks.Merged is { } merged)
        {
            writer.WriteStartObject("merged");
            writer.WriteString("path", merged.Path.Text);
            if (merged.Start is { } start)
            {
                writer.WriteNumber("start", start);
            }

            writer.WriteNumber("count", merged.Count);
            writer.WriteEndObject();
        }
    }

    private static void WriteOverlap(Utf8JsonWriter writer, bool overlaps)
    {
        if (overlaps)
        {
            writer.WriteBoolean("overlaps", value: true);
        }
    }

    private static int Size(BlockPlace? blocks) => blocks is null ? 0 : Size(blocks.BaseText) + Size(blocks.TheirText) + Size(blocks.YourText);

    private static int Size(string text) => Encoding.UTF8.GetByteCount(text);

    private static int Size(ReadOnlyMemory<byte>? value) => value?.Length ?? 0;

    private static string NameOf(ChangedBy by) => by switch
    {
        ChangedBy.Theirs => "theirs",
        ChangedBy.Yours => "yours",
        _ => "both",
    };
}
