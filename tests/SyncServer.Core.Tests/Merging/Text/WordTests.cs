using System.Globalization;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Text;

/// <summary>The smallest pieces that a merge takes from one side: words and grapheme clusters.</summary>
public sealed class WordTests
{
    [Theory]
    // Format characters are part of their word.
    [InlineData("می\u200Cخواهم", "نمی\u200Cخواهم", "می\u200Cخواهد")]
    [InlineData("ab\u200Dcd", "xb\u200Dcd", "ab\u200Dcy")]
    [InlineData("ab\u00ADcd", "xb\u00ADcd", "ab\u00ADcy")]
    [InlineData("ab\u2060cd", "xb\u2060cd", "ab\u2060cy")]
    [InlineData("don\u00AD't", "won\u00AD't", "don\u00AD's")]
    // One side joins two words, the other changes one of them.
    [InlineData("ab\u200Ccd", "abcd", "ab\u200Ccy")]
    // Combining marks, variation selectors, joined emoji, flags, surrogate pairs.
    [InlineData("e\u0301", "a\u0301", "e\u0302")]
    [InlineData(" \u0301", " \u0302", "x\u0301")]
    [InlineData("❤\uFE0F", "★\uFE0F", "❤\uFE0E")]
    [InlineData("1\uFE0F\u20E3", "2\uFE0F\u20E3", "1\uFE0E\u20E3")]
    [InlineData("👩\u200D👩\u200D👧", "👨\u200D👩\u200D👧", "👩\u200D👩\u200D👦")]
    [InlineData("👍🏻", "👎🏻", "👍🏿")]
    [InlineData("🇩🇪", "🇫🇪", "🇩🇰")]
    [InlineData("😀", "😁", "🤀")]
    [InlineData("漢\uDB40\uDD00", "字\uDB40\uDD00", "漢\uDB40\uDD01")]
    [InlineData("#\uFE0F\u20E3", "*\uFE0F\u20E3", "#\u20E3")]
    [InlineData("-\u0301", "+\u0301", "-\u0302")]
    [InlineData("<b>\u0301</b>", "<i>\u0301</b>", "<b>\u0302</b>")]
    [InlineData("&lt;\u0301", "&gt;\u0301", "&lt;\u0302")]
    [InlineData("\u0600(", "\u0601(", "\u0600[")]
    // A line end of two characters.
    [InlineData("a\r\nb", "a\nb", "a\rb")]
    public void Halves_of_the_words_of_two_sides_are_not_joined(string @base, string theirs, string yours)
    {
        Assert.Null(Merge(@base, theirs, yours, TextType));
        Assert.Null(Merge($"one {@base} two", $"one {theirs} two", $"one {yours} two", TextType));
        Assert.Null(Merge($"<p>one {@base} two</p>", $"<p>one {theirs} two</p>", $"<p>one {yours} two</p>", "text/html"));
    }

    [Theory]
    [InlineData("ab\u200Ccd ef\u00ADgh", "xb\u200Ccd ef\u00ADgh", "ab\u200Ccd ef\u00ADgy", "xb\u200Ccd ef\u00ADgy")]
    [InlineData("e\u0301 and e\u0301", "a\u0301 and e\u0301", "e\u0301 and e\u0302", "a\u0301 and e\u0302")]
    [InlineData("👩\u200D👧 and 👍🏻", "👨\u200D👧 and 👍🏻", "👩\u200D👧 and 👍🏿", "👨\u200D👧 and 👍🏿")]
    [InlineData("don’t can’t", "won’t can’t", "don’t couldn’t", "won’t couldn’t")]
    [InlineData("ab\u200Bcd", "xy\u200Bcd", "ab\u200Bzz", "xy\u200Bzz")]
    public void Adjacent_whole_words_are_merged(string @base, string theirs, string yours, string merged) =>
        Assert.Equal(merged, Merge(@base, theirs, yours, TextType));

    /// <summary>A merge contains only clusters of the base or of a side.</summary>
    [Fact]
    public void Every_grapheme_cluster_of_a_merge_is_one_of_a_side()
    {
        string[] signs =
        [
            "a", "b", " ", "\n", "\r", "\r\n", ">", "<b>", "&lt;", "\u0301", "\u200D", "\u200C", "\u00AD", "\uFE0F", "\u20E3", "👩", "👍", "🏻", "🇩", "🇪", "漢", "字", "한", "\u1112",
            "\u1161", "\u0600", "\u0915", "\u094D", "1", ".", "❤",
        ];
        const int seed = 20261130;
        var (random, mergedCases) = (new Random(seed), 0);
        for (var i = 0; i < 60_000; i++)
        {
            string Any(int most) => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => signs[random.Next(signs.Length)]));
            var (head, left, middle, right, tail) = (Any(3), Any(4), Any(3) + random.Next(3) switch { 0 => " w ", 1 => "\n", _ => "" } + Any(3), Any(4), Any(3));
            var (@base, theirs, yours) = (head + left + middle + right + tail, head + Any(4) + middle + right + tail, head + left + middle + Any(4) + tail);
            if (Merge(@base, theirs, yours, TextType) is { } merged)
            {
                var known = Clusters(@base).Concat(Clusters(theirs)).Concat(Clusters(yours)).ToHashSet();
                Assert.True(Clusters(merged).All(known.Contains), $"seed {seed}, case {i}: {Escape(@base)} | {Escape(theirs)} | {Escape(yours)} | {Escape(merged)}");
                mergedCases++;
            }
        }

        Assert.True(mergedCases > 6_000, $"seed {seed}: {mergedCases} merged");
    }

    private static IEnumerable<string> Clusters(string text)
    {
        for (var clusters = StringInfo.GetTextElementEnumerator(text); clusters.MoveNext();)
        {
            yield return clusters.GetTextElement();
        }
    }

    private static string Escape(string text) => string.Concat(text.Select(c => char.IsAscii(c) && c >= ' ' ? c.ToString() : $"\\u{(int)c:x4}"));
}
