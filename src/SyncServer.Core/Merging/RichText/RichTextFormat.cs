using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging.Json;

namespace SyncServer.Core.Merging.RichText;

/// <summary>A format of rich text, as a value of a JSON document.</summary>
internal abstract class RichTextFormat
{
    /// <summary>Whether a schema says which blocks and marks may be where.</summary>
    public abstract bool HasSchema { get; }

    /// <summary>Whether the order of marks of one type matters, as one is in the other.</summary>
    public virtual bool HasNestedMarks => false;

    /// <summary>Whether a value is written in the format.</summary>
    public abstract bool Is(JsonValue value);

    /// <summary>Reads the versions.</summary>
    /// <returns>Null if one of them is not written in the format.</returns>
    public abstract Sides<RichDocument>? Read(Sides<JsonValue> values, MarkSets marks);

    /// <summary>Writes a document.</summary>
    public abstract byte[] Write(BlockNode root);

    /// <summary>Writes some of the outermost blocks of a document; null for none.</summary>
    public abstract byte[]? WriteBlocks(IReadOnlyList<BlockNode> blocks);

    /// <summary>The pointer to an outermost block.</summary>
    /// <param name="index">Its index.</param>
    public abstract string PathOf(int index);

    /// <summary>Where each outermost block of a text begins, and where the last one ends, in UTF-16 code units; null if the document is no text.</summary>
    public virtual int[]? StartsOf(BlockNode root) => null;

    /// <summary>Merges the headers of a node; null if both sides changed them differently.</summary>
    public abstract string? MergeHeaders(Sides<string> headers);

    /// <summary>Merges headers that are nodes without their content as JSON.</summary>
    protected static string? MergeJson(Sides<string> headers)
    {
        var contents = headers.Select(h => new Content("application/json", Encoding.UTF8.GetBytes(h)));
        using var @base = JsonTree.Parse(contents.Base);
        using var theirs = JsonTree.Parse(contents.Theirs);
        using var yours = JsonTree.Parse(contents.Yours);
        return new JsonMerge(new Sides<JsonValue>(@base!.Root, theirs!.Root, yours!.Root), rules: null).Merged is { } merged ? Encoding.UTF8.GetString(merged) : null;
    }
}
