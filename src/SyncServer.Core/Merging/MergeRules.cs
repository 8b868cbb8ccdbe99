namespace SyncServer.Core.Merging;

/// <summary>How values of a document are merged (docs/protocol.md, section 4.9).</summary>
public enum MergeFormat
{
    /// <summary>Text: by line and by word. Applies to strings at the pointer and below it.</summary>
    Text,

    /// <summary>A ProseMirror document as JSON, as TipTap stores it: by block, and by word within a block.</summary>
    ProseMirror,

    /// <summary>A Quill delta, or its array of operations: by line, and by word within a line.</summary>
    Quill,

    /// <summary>HTML: by block, and by word within a block; as text if its tags do not nest. Applies to strings at the pointer and below it. A body of type text/html is merged so in any case.</summary>
    Html,
}

/// <summary>How the values of a collection's documents are merged.</summary>
/// <param name="Formats">
/// The formats of values in JSON documents, by pointer. Strings without a format are merged as one value. Default: none; a document that is written as a ProseMirror document
/// or a Quill delta is merged as one in any case.
/// </param>
/// <param name="KeepsBothInsertions">Whether what both sides insert in one place of rich text or of an array both stays. If not, which is the default, it is an overlap.</param>
public sealed record MergeRules(IReadOnlyDictionary<JsonPointer, MergeFormat> Formats, bool KeepsBothInsertions)
{
    /// <summary>The rules with the default values.</summary>
    public static MergeRules Default { get; } = new(new Dictionary<JsonPointer, MergeFormat>(), KeepsBothInsertions: false);

    /// <summary>Formats by pointer.</summary>
    public static IReadOnlyDictionary<JsonPointer, MergeFormat> At(JsonPointer path, MergeFormat format) => new Dictionary<JsonPointer, MergeFormat> { [path] = format };
}
