using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging;

/// <summary>
/// Documents that are made to be expensive. The reported changes show that the work is limited: beyond the limits, pieces that could be distinguished are
/// reported as one. The time limits only end a test that would run for hours.
/// </summary>
public sealed class HostileInputTests
{
    private const int Minute = 60_000;
    private const int Megabyte = 1024 * 1024;

    [Fact(Timeout = Minute)]
    public async Task A_megabyte_of_two_alternating_lines_is_not_searched_for_the_shortest_edit() => await Task.Run(() =>
    {
        var (one, other, third) = (Repeat("a\nb\n", Megabyte / 4), Repeat("b\na\na\n", Megabyte / 6), Repeat("b\nb\na\n", Megabyte / 6));
        var lines = Assert.IsType<ContentDiff.Lines>(ContentDiff.Between(Content(one, TextType), Content(other, TextType)));
        Assert.Single(lines.Edits);
        Assert.Equal(other, TextOf(new(TextType, lines.Apply(Content(one, TextType)))));
        Assert.Null(Merge(one, other, third, TextType));
        Assert.Null(Merge(one.Replace('\n', ' '), other.Replace('\n', ' '), third.Replace('\n', ' '), TextType));
    });

    [Fact(Timeout = Minute)]
    public async Task A_small_text_of_two_alternating_lines_is_searched_for_the_shortest_edit() => await Task.Run(() =>
    {
        var lines = Assert.IsType<ContentDiff.Lines>(ContentDiff.Between(Content(Repeat("a\nb\n", 300), TextType), Content(Repeat("b\na\na\n", 200), TextType)));
        Assert.True(lines.Edits.Count > 100);
    });

    [Fact(Timeout = Minute)]
    public async Task An_edit_is_found_in_a_megabyte_of_lines() => await Task.Run(() =>
    {
        var lines = Enumerable.Range(0, Megabyte / 10).Select(i => $"line {i}\n").ToArray();
        var (theirs, yours) = (lines.ToArray(), lines.ToArray());
        (theirs[10], yours[11], theirs[90_000], yours[100_000]) = ("x\n", "y\n", "", "y\ny\n");
        Assert.Equal(4, Changes(string.Concat(lines), string.Concat(theirs), string.Concat(yours), TextType).Count() + 1);
        Assert.NotNull(Merge(string.Concat(lines), string.Concat(theirs), string.Concat(yours), TextType));
    });

    [Fact(Timeout = Minute)]
    public async Task Too_many_differences_are_reported_as_one() => await Task.Run(() =>
    {
        string Lines(Func<int, string> odd) => string.Concat(Enumerable.Range(0, 40_000).Select(i => i % 2 == 0 ? $"{i}\n" : odd(i)));
        string Members(string value) => $"{{{string.Join(',', Enumerable.Range(0, 40_000).Select(i => $"\"{i}\":{value}"))}}}";
        var lines = Assert.IsType<ContentDiff.Lines>(ContentDiff.Between(Content(Lines(_ => "a\n"), TextType), Content(Lines(_ => "b\n"), TextType)));
        Assert.Equal(39_999, Assert.Single(lines.Edits).Count);
        var fields = Assert.IsType<ContentDiff.Fields>(ContentDiff.Between(Content(Members("1"), JsonType), Content(Members("2"), JsonType)));
        Assert.Equal(JsonPointer.Root, Assert.Single(fields.Edits).Path);
        Assert.Equal(Members("2"), TextOf(new(JsonType, fields.Apply(Content(Members("1"), JsonType)))));
        // They are merged nevertheless.
        Assert.Equal(Members("2").Replace("\"0\":2", "\"0\":1"), Merge(Members("1"), Members("2").Replace("\"0\":2", "\"0\":1"), Members("1")));
    });

    [Fact(Timeout = Minute)]
    public async Task An_object_with_too_many_members_is_compared_as_one_value() => await Task.Run(() =>
    {
        string Members(int count, string name, string edited = "-") =>
            $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"{name}{i}").Select(n => $"\"{n}\":{(n == edited ? 2 : 1)}"))}}}";
        Assert.NotNull(Merge(Members(40_000, "a"), Members(40_000, "a", "a7"), Members(40_000, "a", "a8")));
        Assert.Null(Merge(Members(60_000, "a"), Members(60_000, "a", "a7"), Members(60_000, "a", "a8")));
        Assert.NotNull(Merge(Members(10_000, "a"), "{\"b\":1," + Members(10_000, "c")[1..], Members(10_000, "a", "b")));
        Assert.Null(Merge(Members(30_000, "a"), Members(30_000, "a", "a7"), Members(30_000, "b")));
    });

    [Fact(Timeout = Minute)]
    public async Task Too_many_parts_removed_by_both_sides_are_an_overlap_if_one_side_added_something() => await Task.Run(() =>
    {
        string Cards(int count) => $"{{\"old\":[{string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"id\":{i}}}"))}]}}";
        Assert.Null(Merge(Cards(20_000), "{\"old\":[],\"new\":[{\"id\":-1}],\"a\":1}", "{\"old\":[],\"b\":1}"));
        Assert.NotNull(Merge(Cards(2_000), "{\"old\":[],\"new\":[{\"id\":-1}],\"a\":1}", "{\"old\":[],\"b\":1}"));
    });

    [Fact(Timeout = Minute)]
    public async Task Too_many_elements_are_compared_as_one_value() => await Task.Run(() =>
    {
        string Elements(int count, string edited = "-") => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"e{i}{(i.ToString(null, null) == edited ? "x" : "")}\""))}]";
        Assert.NotNull(Merge(Elements(40_000), Elements(40_000, "7"), Elements(40_000, "9")));
        Assert.Null(Merge(Elements(60_000), Elements(60_000, "7"), Elements(60_000, "9")));
    });

    [Fact(Timeout = Minute)]
    public async Task Elements_that_could_all_be_similar_are_compared_within_limits() => await Task.Run(() =>
    {
        // Every element is similar to every other one, and none is equal.
        string Elements(string from, int count) => $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $"{{\"a\":1,\"b\":2,\"c\":3,\"{from}\":{i}}}"))}]";
        Assert.Null(Merge(Elements("x", 20_000), Elements("y", 20_001), Elements("z", 19_999)));
        Assert.Null(Merge(Elements("x", 400), Elements("y", 401), Elements("z", 399)));
        // One place on one side is many places on the other.
        string Strings(string text, int count, string between) => $"[{string.Join(between + ",", Enumerable.Range(0, count).Select(i => $"\"{text}{i}\""))}]";
        Assert.Null(Merge(Strings("a", 20_000, ""), Strings("b", 20_001, ""), Strings("a", 20_000, ",\"c\"")));
        // Two values in changing order.
        string Alternating(string part, int count) => $"[{string.Join(',', Enumerable.Repeat(part, count))}]";
        Assert.Null(Merge(Alternating("[],{}", 20_000), Alternating("{},[],[]", 13_000), Alternating("{},{},[]", 13_000)));
        // Names repeated in another order: neither equal nor different for every reader.
        string Repeated(string name) => $"[{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"{{\"{name}\":{i},\"{name}\":{20_000 - i}}}"))}]";
        Assert.Null(Merge(Repeated("a"), Repeated("b"), Repeated("c")));
    });

    [Fact(Timeout = Minute)]
    public async Task Long_names_above_many_fields_do_not_multiply_the_size_of_the_changes() => await Task.Run(() =>
    {
        string Deep(int value) => Repeat($"{{\"{new string('n', 2000)}\":", 250)
            + $"{{{string.Join(',', Enumerable.Range(0, 9_000).Select(i => $"\"{i}\":{value}"))}}}" + Repeat("}", 250);
        var fields = Assert.IsType<ContentDiff.Fields>(ContentDiff.Between(Content(Deep(1), JsonType), Content(Deep(2), JsonType)));
        Assert.Equal(JsonPointer.Root, Assert.Single(fields.Edits).Path);
    });

    [Fact(Timeout = Minute)]
    public async Task Too_many_texts_changed_by_both_sides_are_refused() => await Task.Run(() =>
    {
        string Texts(string text) => $"{{{string.Join(',', Enumerable.Range(0, 20_000).Select(i => $"\"{i}\":\"{text}\""))}}}";
        Assert.Null(Merge(Texts("one two three"), Texts("1 two three"), Texts("one two 3"), JsonType, ""));
        string Few(string text) => $"[{{\"id\":1,\"t\":\"{text}\"}}]";
        Assert.NotNull(Merge(Few("one two three"), Few("1 two three"), Few("one two 3"), JsonType, ""));
    });

    [Theory(Timeout = Minute)]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("[{\"id\":1,\"a\":", "}]")]
    public async Task Deep_and_wide_JSON_is_compared(string open, string close) => await Task.Run(() =>
    {
        string Deep(int last) => Repeat(open, 120) + $"[{Repeat("1,", 300_000)}{last}]" + Repeat(close, 120);
        Assert.Null(Merge(Deep(1), Deep(2), Deep(3)));
        Assert.Equal(Deep(2), Merge(Deep(1), Deep(2), Deep(1)));
    });

    /// <summary>With musl a thread has 1.5 MB of stack, and a merge is not the first frame on it.</summary>
    [Theory]
    [InlineData("{\"a\":", "}", 255)]
    [InlineData("[", "]", 255)]
    [InlineData("[{\"id\":1,\"a\":", "}]", 127)]
    public void The_deepest_accepted_JSON_needs_little_stack(string open, string close, int times)
    {
        string Deep(int last) => Repeat(open, times) + last + Repeat(close, times);
        string? merged = null;
        var thread = new Thread(() => merged = Merge(Deep(1), Deep(2), Deep(1)), maxStackSize: 768 * 1024);
        thread.Start();
        thread.Join();
        Assert.Equal(Deep(2), merged);
    }

    [Fact(Timeout = Minute)]
    public async Task Tags_without_an_end_are_compared() => await Task.Run(() =>
    {
        Assert.NotNull(Merge(Repeat("<a", 200_000) + "\nx\n", Repeat("<a", 200_000) + "\ny\n", "z\n" + Repeat("<a", 200_000) + "\nx\n", TextType));
        Assert.NotNull(Merge(Repeat("<a>\n", 50_000) + "x", Repeat("<a>\n", 50_000) + "y", "z\n" + Repeat("<a>\n", 50_000) + "x", TextType));
        var (open, close) = (Repeat("<a>", 150_000), Repeat("</a>", 150_000));
        Assert.NotNull(Merge(open + "x" + close, open + "y" + close, "z" + open + "x" + close, TextType));
    });

    /// <summary>Unpaired surrogates, escapes, control characters: any bytes that a save accepts.</summary>
    [Fact]
    public void Any_JSON_string_is_compared()
    {
        const int seed = 20261122;
        var random = new Random(seed);
        string[] signs = ["a", " ", "\\n", "\\\"", "\\\\", "\\/", "\\u0000", "\\ud83d", "\\ude00", "\\uD83D\\uDE00", "😀", "\\u0061", "<b>", "\u007f"];
        for (var i = 0; i < 5_000; i++)
        {
            string Any() => string.Concat(Enumerable.Range(0, random.Next(6)).Select(_ => signs[random.Next(signs.Length)]));
            string Write(string one, string name, string other) => $"{{\"t\":\"{one} end\",\"{name}\":[\"{other}\"]}}";
            var (name, one, other) = (Any(), Any(), Any());
            var merged = Result(Write(one, name, other), Write(Any(), name, other), Write(one, name, Any()), JsonType, "/t").Merged;
            Assert.True(merged is null || Core.Saving.JsonText.IsWellFormed(merged.Bytes.Span, out _), $"seed {seed}, case {i}");
        }
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
