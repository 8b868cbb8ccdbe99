using SyncServer.Core.Merging;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Text;

public sealed class TextMergeTests
{
    [Theory]
    // Different lines, adjacent ones too.
    [InlineData("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n")]
    [InlineData("a\nb\n", "A\nb\n", "a\nB\n", "A\nB\n")]
    [InlineData("a\nb", "A\nb", "a\nB", "A\nB")]
    [InlineData("a\nb\n", "b\n", "a\nB\n", "B\n")]
    [InlineData("a\nb\n", "x\na\nb\n", "a\nb\ny\n", "x\na\nb\ny\n")]
    [InlineData("a\n", "b\n", "a\nc\n", "b\nc\n")]
    // The last line has no line end.
    [InlineData("last", "least", "last\nnew", "least\nnew")]
    [InlineData("a\nb", "A\nb", "a\n", "A\n")]
    [InlineData("a\nb", "A\nb", "a", "A")]
    [InlineData("a\nb", "a\nb\nc", "x\na\nb", "x\na\nb\nc")]
    // Words of one line.
    [InlineData("one two three", "1 two three", "one two 3", "1 two 3")]
    [InlineData("one two three\n", "one three\n", "one two three four\n", "one three four\n")]
    [InlineData("the cat sat.", "the black cat sat.", "the cat sat down.", "the black cat sat down.")]
    [InlineData("one two three four", "one 2 three four", "one two three 4", "one 2 three 4")]
    // Line ends.
    [InlineData("a\r\nb\r\nc\r\n", "A\r\nb\r\nc\r\n", "a\r\nb\r\nC\r\n", "A\r\nb\r\nC\r\n")]
    [InlineData("one\ntwo\nthree\n", "one\r\ntwo\r\nthree\r\n", "one\n2\nthree\n", "one\r\n2\r\nthree\r\n")]
    [InlineData("\uFEFFa\nb\n", "\uFEFFA\nb\n", "\uFEFFa\nB\n", "\uFEFFA\nB\n")]
    // Scripts without spaces, and grapheme clusters.
    [InlineData("今日は晴れ", "昨日は晴れ", "今日は雨れ", "昨日は雨れ")]
    [InlineData("👩‍👩‍👧 and 🇩🇪", "👩‍👩‍👦 and 🇩🇪", "👩‍👩‍👧 and 🇩🇰", "👩‍👩‍👦 and 🇩🇰")]
    public void Edits_in_different_places_are_merged(string @base, string theirs, string yours, string merged) =>
        Assert.Equal(merged, Merge(@base, theirs, yours, TextType));

    [Theory]
    [InlineData("a\n", "b\n", "c\n")]
    [InlineData("one two", "one three", "one four")]
    [InlineData("", "a", "b")]
    [InlineData("a\n", "a\nb\n", "a\nc\n")]
    [InlineData("a\n", "a\nb\n", "a\nb\nc\n")]
    [InlineData("a\nb\nc\n", "c\n", "a\nB\nc\n")]
    [InlineData("the cat", "the black cat", "the white cat")]
    // So close that their order or meaning would be a guess.
    [InlineData("the cat", "the big cat", "the dog")]
    [InlineData("the cat", "the black cat", "the black dog")]
    // Halves of the sides' words would form a word that neither side wrote.
    [InlineData("colour", "color", "colours")]
    [InlineData("1.5", "2.5", "1.6")]
    [InlineData("2026-11-22", "2026-12-22", "2026-11-23")]
    [InlineData("example.com/a", "example.org/a", "example.com/b")]
    [InlineData("a b c", "ab c", "a bc")]
    [InlineData("a\nb\nc", "ab\nc", "a\nbc")]
    [InlineData("a\n", "a", "a\nb\n")]
    public void Overlapping_changes_are_refused(string @base, string theirs, string yours) => Assert.Null(Merge(@base, theirs, yours, TextType));

    [Theory]
    [InlineData("one two three four five", "two three one four five", "two three four one five")]
    [InlineData("one\ntwo\nthree\nfour\nfive\n", "two\nthree\none\nfour\nfive\n", "two\nthree\nfour\none\nfive\n")]
    [InlineData("one\ntwo\nthree\nfour\nfive\n", "two\nthree\nfour one\nfive\n", "two\nthree\nfour\nfive one\n")]
    public void Words_moved_by_both_sides_are_not_duplicated(string @base, string theirs, string yours) => Assert.Null(Merge(@base, theirs, yours, TextType));

    [Fact]
    public void Words_removed_by_one_side_and_moved_by_the_other_are_refused() =>
        Assert.Null(Merge("one\ntwo\nthree\nfour\n", "two\nthree\nfour\n", "two\nthree\none\nfour\n", TextType));

    [Theory]
    [InlineData("a\nb\nc\n", "a\nx\nc\n")]
    [InlineData("one two three", "one 2 three")]
    [InlineData("a\n", "")]
    [InlineData("", "a")]
    [InlineData("a\n", "a")]
    public void The_same_edit_by_both_sides_is_made_once(string @base, string both) => Assert.Equal(both, Merge(@base, both, both, TextType));

    [Fact]
    public void An_edit_made_by_both_sides_does_not_prevent_other_merges() =>
        Assert.Equal("A\nb\nX\nd\nE\n", Merge("a\nb\nc\nd\ne\n", "A\nb\nX\nd\ne\n", "a\nb\nX\nd\nE\n", TextType));

    [Theory]
    [InlineData("fix teh typo\nother\nthe end\n", "fix the typo\nother\nan end\n", "fix the typo\nOther\nthe end\n", "fix the typo\nOther\nan end\n")]
    [InlineData("one two, teh three four the", "one two, the three four", "1 two, the three four the", "1 two, the three four")]
    public void A_correction_made_by_both_sides_is_counted_once(string @base, string theirs, string yours, string merged) => Assert.Equal(merged, Merge(@base, theirs, yours, TextType));

    [Fact]
    public void Changes_are_reported_by_lines_of_the_base() => Assert.Equal(
        ["1+1 a\n A\n a\n Theirs", "3+0  x\n x\n Both", "4+1 d\n d\n D\n Yours", "6+1 f\n F\n G\n Both!"],
        Changes("a\nb\nc\nd\ne\nf\n", "A\nb\nx\nc\nd\ne\nF\n", "a\nb\nx\nc\nD\ne\nG\n", TextType));

    [Fact]
    public void Merged_words_of_one_line_are_reported_as_a_line_changed_by_both_sides() =>
        Assert.Equal(["1+1 one two one 2 1 two Both"], Changes("one two", "one 2", "1 two", TextType));

    [Theory]
    [InlineData("a\n", "a\nx\n", "a\ny\n", "a\nx\ny\n")]
    [InlineData("", "x", "y", "x y")]
    [InlineData("one", "one x", "one y", "one x y")]
    [InlineData("one ", "one x", "one y", "one x y")]
    [InlineData("- a\n- b\n", "- a\n- x\n- b\n", "- a\n- y\n- b\n", "- a\n- x\n- y\n- b\n")]
    [InlineData("今", "今日", "今年", "今年日")]
    // Both type on, after the same word.
    [InlineData("one p", "one p1", "one p q", "one p1 q")]
    [InlineData("one two", "one x two", "one 2", "one x 2")]
    // The one continues the other.
    [InlineData("a d", "a b d", "a b c d", "a b c d")]
    [InlineData("a\n", "a\nn\n", "a\nn\nk\n", "a\nn\nk\n")]
    // Not insertions: each side put its word in the place of the same one.
    [InlineData("one", "x", "y", null)]
    [InlineData("one two", "one x two", "one", null)]
    public void What_both_insert_in_one_place_both_stays_where_the_policy_says_so(string @base, string theirs, string yours, string? merged)
    {
        var rules = MergeRules.Default with { KeepsBothInsertions = true };
        Assert.Equal(merged, TextOf(Result(Content(@base, TextType), Content(theirs, TextType), Content(yours, TextType), rules).Merged));
        Assert.Null(Merge(@base, theirs, yours, TextType));
    }
}
