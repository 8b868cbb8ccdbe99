using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging.Json;

namespace SyncServer.Core.Merging.RichText;

/// <summary>What a merge of rich text needs to know about the marks and the policy.</summary>
/// <param name="Marks">The sets of marks.</param>
/// <param name="KeepsBothInsertions">Whether what both sides insert in one place both stays.</param>
internal sealed record RichTextRules(MarkSets Marks, bool KeepsBothInsertions)
{
    /// <summary>The header of a node; null if both sides changed it differently.</summary>
    public static string? MergeHeader(string @base, string theirs, string yours) =>
        string.Equals(theirs, yours, StringComparison.Ordinal) || string.Equals(yours, @base, StringComparison.Ordinal) ? theirs
        : string.Equals(theirs, @base, StringComparison.Ordinal) ? yours
        : MergeHeaders(new Sides<string>(@base, theirs, yours));

    /// <summary>A token that both sides kept, with the marks or the header of both; null if they changed them differently.</summary>
    public Token? Merge(Token @base, Token theirs, Token yours)
    {
        if (@base.Line is not null)
        {
            return MergeHeader(@base.Line.Header, theirs.Line!.Header, yours.Line!.Header) is not { } header ? null
                : theirs with { Line = Of(header, @base.Line, theirs.Line, yours.Line) };
        }

        if (@base.Marks is [var old] && theirs.Marks is [var their] && yours.Marks is [var your] && old == their && old == your)
        {
            return theirs;
        }

        var marks = new MarkSet[Math.Max(@base.Marks.Length, Math.Max(theirs.Marks.Length, yours.Marks.Length))];
        for (var i = 0; i < marks.Length; i++)
        {
            if (Marks.Merge(@base.MarksAt(i), theirs.MarksAt(i), yours.MarksAt(i)) is not { } merged)
            {
                return null;
            }

            marks[i] = merged;
        }

        return theirs with { Marks = marks };
    }

    private static Line Of(string header, Line @base, Line theirs, Line yours) =>
        string.Equals(header, theirs.Header, StringComparison.Ordinal) ? theirs
        : string.Equals(header, yours.Header, StringComparison.Ordinal) ? yours
        : theirs with { Header = header, Type = string.Equals(theirs.Type, @base.Type, StringComparison.Ordinal) ? yours.Type : theirs.Type, Raw = null };

    /// <summary>Merges the headers of a node, each a node without its content as JSON; null if both sides changed them differently.</summary>
    private static string? MergeHeaders(Sides<string> headers)
    {
        var contents = headers.Select(h => new Content("application/json", Encoding.UTF8.GetBytes(h)));
        using var @base = JsonTree.Parse(contents.Base);
        using var theirs = JsonTree.Parse(contents.Theirs);
        using var yours = JsonTree.Parse(contents.Yours);
        return new JsonMerge(new Sides<JsonValue>(@base!.Root, theirs!.Root, yours!.Root), rules: null).Merged is { } merged ? Encoding.UTF8.GetString(merged) : null;
    }
}
