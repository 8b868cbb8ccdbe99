using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging.Json;
using SyncServer.Core.Merging.RichText;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging;

/// <summary>
/// Three-way merge of content (docs/protocol.md, section 4.9). It accepts any bytes, within <see cref="MergeLimits"/>. Exchanging the sides exchanges only
/// their names in the result. If one side changed nothing, the result has the other side's bytes.
/// </summary>
public static class ThreeWayMerge
{
    /// <summary>Compares the head and a request with the version that the request was made on, and merges them.</summary>
    /// <param name="base">The version that the request was made on.</param>
    /// <param name="theirs">The head.</param>
    /// <param name="yours">The request.</param>
    /// <param name="rules">How values are merged; null to compare each value as JSON.</param>
    public static MergeResult Merge(Content @base, Content theirs, Content yours, MergeRules? rules)
    {
        var mayMerge = ContentText.AreAlike(@base, theirs) && ContentText.AreAlike(@base, yours);
        if (@base.IsJson && theirs.IsJson && yours.IsJson)
        {
            return MergeJson(@base, theirs, yours, rules, mayMerge);
        }

        if (ContentText.Of(@base) is not { } baseText || ContentText.Of(theirs) is not { } theirText || ContentText.Of(yours) is not { } yourText)
        {
            return new MergeResult.Opaque();
        }

        var text = new Sides<string>(baseText, theirText, yourText);
        if (mayMerge && ContentText.IsHtml(theirs) && text.All(HtmlFormat.CanRead))
        {
            return MergeHtml(text, theirs, rules);
        }

        var merge = new TextMerge(text, rules is { KeepsBothInsertions: true }, new Work(), new Work());
        return new MergeResult.Lines(merge.Changes())
        {
            Merged = mayMerge && merge.Merged is { } merged ? theirs with { Bytes = Encoding.UTF8.GetBytes(merged) } : null,
        };
    }

    private static MergeResult MergeJson(Content @base, Content theirs, Content yours, MergeRules? rules, bool mayMerge)
    {
        using var baseJson = JsonTree.Parse(@base);
        using var theirJson = IsSame(@base, theirs) ? baseJson : JsonTree.Parse(theirs);
        using var yourJson = IsSame(@base, yours) ? baseJson : JsonTree.Parse(yours);
        if (baseJson is null || theirJson is null || yourJson is null)
        {
            return new MergeResult.Opaque();
        }

        var merge = new JsonMerge(new Sides<JsonValue>(baseJson.Root, theirJson.Root, yourJson.Root), rules);
        return new MergeResult.Fields(merge.Changes)
        {
            Merged = mayMerge && merge.Merged is { } merged ? theirs with { Bytes = merged } : null,
            Undisputed = mayMerge && merge.Undisputed is { } undisputed ? theirs with { Bytes = undisputed } : null,
        };
    }

    /// <summary>Merges HTML as it is merged in a JSON document.</summary>
    private static MergeResult.Fields MergeHtml(Sides<string> text, Content theirs, MergeRules? rules)
    {
        var html = (rules ?? MergeRules.Default) with { Formats = MergeRules.At(JsonPointer.Root, MergeFormat.Html) };
        var strings = text.Select(t => new Content("application/json", JsonString.Write(t)));
        var merge = (MergeResult.Fields)MergeJson(strings.Base, strings.Theirs, strings.Yours, html, mayMerge: true);
        return merge with { Merged = Unquote(merge.Merged), Undisputed = Unquote(merge.Undisputed) };

        Content? Unquote(Content? content)
        {
            using var json = content is null ? null : JsonTree.Parse(content);
            return json is null ? null : theirs with { Bytes = Encoding.UTF8.GetBytes(json.Root.Text) };
        }
    }

    private static bool IsSame(Content one, Content other) => one.Bytes.Span.SequenceEqual(other.Bytes.Span);
}
