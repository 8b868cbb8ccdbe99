using SyncServer.Core.Merging.Json;

namespace SyncServer.Core.Merging.RichText;

/// <summary>A format of rich text in JSON.</summary>
internal abstract class RichTextFormat
{
    /// <summary>Whether a schema says which blocks and marks may be where.</summary>
    public abstract bool HasSchema { get; }

    /// <summary>Whether a value is written in the format.</summary>
    public abstract bool Is(JsonValue value);

    /// <summary>Reads the versions.</summary>
    /// <returns>Null if one of them is not written in the format.</returns>
    public abstract Sides<RichDocument>? Read(Sides<JsonValue> values, MarkSets marks);

    /// <summary>Writes a document.</summary>
    public abstract byte[] Write(BlockNode root);

    /// <summary>Writes some of the outermost blocks of a document, as JSON; null for none.</summary>
    public abstract byte[]? WriteBlocks(IReadOnlyList<BlockNode> blocks);

    /// <summary>The pointer to an outermost block.</summary>
    /// <param name="index">Its index.</param>
    public abstract string PathOf(int index);
}
