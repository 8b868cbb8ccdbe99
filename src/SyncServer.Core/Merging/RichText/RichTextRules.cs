namespace SyncServer.Core.Merging.RichText;

/// <summary>What a merge of rich text needs to know about the format, the marks and the policy.</summary>
/// <param name="Format">The format.</param>
/// <param name="Marks">The sets of marks.</param>
/// <param name="KeepsBothInsertions">Whether what both sides insert in one place both stays.</param>
internal sealed record RichTextRules(RichTextFormat Format, MarkSets Marks, bool KeepsBothInsertions)
{
    /// <summary>The header of a node; null if both sides changed it differently.</summary>
    public string? MergeHeader(string @base, string theirs, string yours) =>
        string.Equals(theirs, yours, StringComparison.Ordinal) || string.Equals(yours, @base, StringComparison.Ordinal) ? theirs
        : string.Equals(theirs, @base, StringComparison.Ordinal) ? yours
        : Format.MergeHeaders(new Sides<string>(@base, theirs, yours));

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
}
