using System.Text.RegularExpressions;
using SyncServer.Core.Merging;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Text;

/// <summary>Texts of words that occur once, and edits with unique words, so that the fate of each word is known.</summary>
public sealed class RandomTextTests
{
    private const int Seed = 20261122;
    private const int Cases = 100_000;

    [Fact]
    public void No_word_is_lost_or_duplicated()
    {
        var random = new Random(Seed);
        var mergedCases = 0;
        for (var i = 0; i < Cases; i++)
        {
            var words = new Prose(random);
            var @base = words.Lines(random.Next(1, 7));
            var theirs = words.Edit(@base, random.Next(1, 4));
            var yours = words.Edit(@base, random.Next(1, 4));
            var merged = Merge(@base, theirs, yours, TextType);
            if (merged is not null)
            {
                mergedCases++;
                Assert.True(
                    Prose.WordsOf(merged).SequenceEqual(Expected(@base, theirs, yours)),
                    $"seed {Seed}, case {i}:\n{@base}\n---\n{theirs}\n---\n{yours}\n---\n{merged}");
            }
        }

        // Refusing every merge would lose nothing either.
        Assert.True(mergedCases > Cases / 3, $"seed {Seed}: {mergedCases} merged");
    }

    [Fact]
    public void Edits_separated_by_a_word_are_merged()
    {
        var random = new Random(Seed);
        for (var i = 0; i < 3_000; i++)
        {
            var prose = new Prose(random);
            string[] parts = [prose.Lines(1), prose.Lines(1), prose.Words(2), prose.Lines(1), prose.Lines(1)];
            var theirs = (string[])[parts[0], prose.Edit(parts[1], 2), .. parts[2..]];
            var yours = (string[])[.. parts[..3], prose.Edit(parts[3], 2), parts[4]];
            Assert.Equal(string.Concat([.. theirs[..3], .. yours[3..]]), Merge(string.Concat(parts), string.Concat(theirs), string.Concat(yours), TextType));
        }
    }

    /// <summary>Arbitrary text, such as half a tag or a line end. Only properties that hold for every merge are checked.</summary>
    [Fact]
    public void Any_text_is_compared()
    {
        string[] signs =
        [
            "a", "b", "A", " ", "  ", "\n", "\r\n", "\r", "<", ">", "<b>", "</b>", "<br>", "&amp;", "&", ";", ".", "-", "1", "é", "e\u0301", "漢", "👩‍👩‍👧", "\uFEFF", "\0",
        ];
        var random = new Random(Seed);
        for (var i = 0; i < 10_000; i++)
        {
            string Any(int most) => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ => signs[random.Next(signs.Length)]));
            var (head, middle, tail) = (Any(9), Any(9), Any(9));
            var (@base, theirs, yours) = (head + middle + tail, Any(9) + middle + tail, random.Next(2) == 0 ? head + middle + Any(9) : Any(9));
            Merge(@base, theirs, yours, TextType);
            Assert.Equal(theirs, Merge(@base, theirs, @base, TextType));
            Assert.Equal(theirs, Merge(@base, theirs, theirs, TextType));
            var diff = ContentDiff.Between(Content(theirs, TextType), Content(yours, TextType));
            Assert.True(Content(yours, TextType).Bytes.Span.SequenceEqual(diff.Apply(Content(theirs, TextType))), $"seed {Seed}, case {i}");
        }
    }

    private static IEnumerable<string> Expected(string @base, string theirs, string yours)
    {
        var (old, their, your) = (Prose.WordsOf(@base).ToHashSet(), Prose.WordsOf(theirs).ToHashSet(), Prose.WordsOf(yours).ToHashSet());
        return old.Union(their).Union(your)
            .Where(w => old.Contains(w) ? their.Contains(w) && your.Contains(w) : their.Contains(w) || your.Contains(w))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>Numbered words, and edits of whole words.</summary>
    private sealed class Prose(Random random)
    {
        private static readonly string[] Gaps = [" ", " ", " ", ", ", "\n", "\n", "\n\n", "\r\n", "<br>", ". "];
        private int _next;

        /// <summary>The sorted words. Words that an edit joined without a space are one.</summary>
        public static IEnumerable<string> WordsOf(string text) => Regex.Matches(text, "[w0-9]+").Select(m => m.Value).Order(StringComparer.Ordinal);

        public string Words(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => $"w{_next++} "));

        public string Lines(int count) => string.Concat(Enumerable.Range(1, count).Select(i => Words(random.Next(1, 5)).TrimEnd() + (i < count || random.Next(3) > 0 ? "\n" : " ")));

        /// <summary>The text with some words removed, replaced or added, with or without their separators.</summary>
        public string Edit(string text, int edits)
        {
            var pieces = Regex.Matches(text, "w[0-9]+|[^w]+").Select(m => m.Value).ToList();
            for (var i = 0; i < edits; i++)
            {
                var at = random.Next(pieces.Count + 1);
                var count = Math.Min(random.Next(4), pieces.Count - at);
                pieces.RemoveRange(at, count);
                string Gap() => Gaps[random.Next(Gaps.Length)];
                pieces.InsertRange(at, Enumerable.Range(0, random.Next(count == 0 ? 1 : 0, 3)).Select(_ => $"{Gap()}w{_next++}{Gap()}"));
            }

            return string.Concat(pieces);
        }
    }
}
