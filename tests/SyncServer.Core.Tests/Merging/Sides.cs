using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;

namespace SyncServer.Core.Tests.Merging;

/// <summary>Merges for the tests. Every merge is repeated with the sides exchanged, which must give the same result.</summary>
internal static class Sides
{
    public const string JsonType = "application/json";
    public const string TextType = "text/plain";

    public static Content Content(string text, string type) => new(type, Encoding.UTF8.GetBytes(text));

    public static string? TextOf(Content? content) => content is null ? null : Encoding.UTF8.GetString(content.Bytes.Span);

    /// <summary>The merged text; null if there is none.</summary>
    public static string? Merge(string @base, string theirs, string yours, string type = JsonType, params string[] textPaths) =>
        TextOf(Result(@base, theirs, yours, type, textPaths).Merged);

    public static MergeResult Result(string @base, string theirs, string yours, string type = JsonType, params string[] textPaths) =>
        Result(Content(@base, type), Content(theirs, type), Content(yours, type), textPaths);

    public static MergeResult Result(Content @base, Content theirs, Content yours, params string[] textPaths)
    {
        var formats = textPaths.ToDictionary(p => JsonPointer.TryParse(p, out var path) ? path : throw new FormatException(p), _ => MergeFormat.Text);
        return Result(@base, theirs, yours, new MergeRules(formats, KeepsBothInsertions: false));
    }

    public static MergeResult Result(Content @base, Content theirs, Content yours, MergeRules rules)
    {
        var result = ThreeWayMerge.Merge(@base, theirs, yours, rules);
        var exchanged = ThreeWayMerge.Merge(@base, yours, theirs, rules);
        Assert.Equal(TextOf(result.Merged), TextOf(exchanged.Merged));
        Assert.Equal(ChangesOf(result).Select(Exchange).Select(WithoutIndex), ChangesOf(exchanged).Select(WithoutIndex));
        return result;
    }

    /// <summary>Each change as a line: path or line, base, theirs, yours, changed by. A dash is an absent value, an exclamation mark an overlap.</summary>
    public static IEnumerable<string> Changes(string @base, string theirs, string yours, string type = JsonType, params string[] textPaths) =>
        ChangesOf(Result(@base, theirs, yours, type, textPaths)).Select(c => $"{c.Where} {c.Base} {c.Theirs} {c.Yours} {c.By}{(c.Overlaps ? "!" : "")}");

    private static IEnumerable<Change> ChangesOf(MergeResult result) => result switch
    {
        MergeResult.Fields fields => fields.Changes.Select(c => new Change(c.Path.Text, Raw(c.Base), Raw(c.Theirs), Raw(c.Yours), c.By, c.Overlaps)),
        MergeResult.Lines lines => lines.Changes.Select(c => new Change($"{c.Line}+{c.Count}", c.Base, c.Theirs, c.Yours, c.By, c.Overlaps)),
        _ => [],
    };

    private static Change Exchange(Change change) => change with
    {
        Theirs = change.Yours,
        Yours = change.Theirs,
        By = change.By switch { ChangedBy.Theirs => ChangedBy.Yours, ChangedBy.Yours => ChangedBy.Theirs, _ => ChangedBy.Both },
    };

    /// <summary>An element that both sides added is reported by its index in the head.</summary>
    private static Change WithoutIndex(Change change) => change is { Base: "-", By: ChangedBy.Both } ? change with { Where = change.Where.TrimEnd([.. "0123456789"]) } : change;

    private static string Raw(ReadOnlyMemory<byte>? value) => value is { } raw ? Encoding.UTF8.GetString(raw.Span) : "-";

    private sealed record Change(string Where, string Base, string Theirs, string Yours, ChangedBy By, bool Overlaps);
}
