namespace SyncServer.Core.Merging;

/// <summary>Which side changed something since the base.</summary>
public enum ChangedBy
{
    /// <summary>The head.</summary>
    Theirs,

    /// <summary>The request.</summary>
    Yours,

    /// <summary>Both sides.</summary>
    Both,
}

/// <summary>
/// A value of a JSON document that differs from the base (docs/protocol.md, section 5). Values are raw JSON as written. Null means that the value is absent,
/// not the JSON value <c>null</c>.
/// </summary>
/// <param name="Path">
/// The path. An array element is identified by its index in the base; an element that a side added, by its index in that side (the head's if both added it).
/// </param>
/// <param name="Base">The value in the base.</param>
/// <param name="Theirs">The value in the head.</param>
/// <param name="Yours">The value in the request.</param>
/// <param name="By">Which side's value differs from the base.</param>
/// <param name="Overlaps">Whether both sides changed it differently, so that it cannot be merged.</param>
public sealed record FieldChange(
    JsonPointer Path, ReadOnlyMemory<byte>? Base, ReadOnlyMemory<byte>? Theirs, ReadOnlyMemory<byte>? Yours, ChangedBy By, bool Overlaps)
{
    /// <summary>For blocks of rich text, the place of the merged blocks. Base, theirs and yours are one block, or an array of blocks.</summary>
    public BlockPlace? Blocks { get; init; }
}

/// <summary>Where blocks of rich text are in the merge, and what a reader sees of them.</summary>
/// <param name="Merged">The merged blocks, where they overlap and may be replaced; null if replacing them would change more, or blocks have no place in the format.</param>
/// <param name="BaseText">The text in the base, a line for each line.</param>
/// <param name="TheirText">The text in the head.</param>
/// <param name="YourText">The text in the request.</param>
public sealed record BlockPlace(MergedPlace? Merged, string BaseText, string TheirText, string YourText);

/// <summary>Where blocks are in merged rich text.</summary>
/// <param name="Path">The pointer to the first block, or where it would be; for HTML, the pointer to the string.</param>
/// <param name="Start">For HTML, where the first block begins in the string, in UTF-16 code units; else null.</param>
/// <param name="Count">The number of blocks; for HTML, of UTF-16 code units.</param>
public sealed record MergedPlace(JsonPointer Path, int? Start, int Count);

/// <summary>Lines of a text that differ from the base (docs/protocol.md, section 5). Texts are whole lines with their line ends, or empty.</summary>
/// <param name="Line">The first line in the base, from 1; if the base has none of the lines, the line before which they are inserted.</param>
/// <param name="Count">The number of lines in the base.</param>
/// <param name="Base">The lines of the base.</param>
/// <param name="Theirs">The lines of the head.</param>
/// <param name="Yours">The lines of the request.</param>
/// <param name="By">Which side's lines differ from the base.</param>
/// <param name="Overlaps">Whether both sides changed them differently, so that they cannot be merged.</param>
public sealed record LineChange(int Line, int Count, string Base, string Theirs, string Yours, ChangedBy By, bool Overlaps);

/// <summary>A value of a JSON document that differs between two versions (docs/protocol.md, section 6), as raw JSON; null if it is absent.</summary>
/// <param name="Path">The path. An array element is identified by its index in the older version; an added element, by its index in the newer version.</param>
/// <param name="From">The value in the older version.</param>
/// <param name="To">The value in the newer version.</param>
public sealed record FieldEdit(JsonPointer Path, ReadOnlyMemory<byte>? From, ReadOnlyMemory<byte>? To);

/// <summary>Lines of a text that differ between two versions (docs/protocol.md, section 6), with their line ends.</summary>
/// <param name="Line">The first line in the older version, from 1; if it has none of the lines, the line before which they are inserted.</param>
/// <param name="Count">The number of lines in the older version.</param>
/// <param name="From">The lines of the older version.</param>
/// <param name="To">The lines of the newer version.</param>
public sealed record LineEdit(int Line, int Count, string From, string To);
