using System.Text.Json;
using System.Text.RegularExpressions;
using SyncServer.Core.Merging;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Json;

public sealed class RandomJsonTests
{
    private const int Seed = 20261122;
    private const int Cases = 6_000;

    // In place of an array whose merge the simple rule does not know.
    private const char Anything = '?';

    [Fact]
    public void Every_member_of_a_merge_is_what_a_simple_rule_requires()
    {
        var random = new Random(Seed);
        var (mergedCases, movedCases) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var json = new RandomJson(random, keyed: false);
            var document = json.Document();
            var (@base, theirs, yours) = (json.Write(document), json.Write(json.Edit(document, random.Next(1, 4))), json.Write(json.Edit(document, random.Next(1, 4))));
            var merged = Merge(@base, theirs, yours);
            var (isMerged, expected) = Plain(Parse(@base), Parse(theirs), Parse(yours));
            if (isMerged && merged is null && MayBeMoved(Parse(@base), Parse(theirs), Parse(yours)))
            {
                movedCases++;
                continue;
            }

            if (expected.Contains(Anything))
            {
                continue;
            }

            Assert.True(
                isMerged ? merged is not null && Canonical(Parse(merged)) == expected : merged is null,
                $"seed {Seed}, case {i}:\n{@base}\n---\n{theirs}\n---\n{yours}\n---\n{merged}\n---\n{expected}");
            mergedCases += isMerged ? 1 : 0;
        }

        Assert.True(mergedCases > Cases / 3 && movedCases < Cases / 100, $"seed {Seed}: {mergedCases} merged, {movedCases} moved");
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void No_word_is_lost_or_duplicated(bool keyed, bool keepsBothInsertions)
    {
        var random = new Random(Seed);
        var mergedCases = 0;
        for (var i = 0; i < Cases; i++)
        {
            var json = new RandomJson(random, keyed);
            var document = json.Document();
            var (@base, theirs, yours) = (json.Write(document), json.Write(json.Edit(document, random.Next(1, 4))), json.Write(json.Edit(document, random.Next(1, 4))));
            var rules = new MergeRules(MergeRules.At(JsonPointer.Root, MergeFormat.Text), keepsBothInsertions);
            if (TextOf(Result(Content(@base, JsonType), Content(theirs, JsonType), Content(yours, JsonType), rules).Merged) is { } merged)
            {
                Assert.True(
                    WordsOf(merged).SequenceEqual(Expected(WordsOf(@base), WordsOf(theirs), WordsOf(yours))),
                    $"seed {Seed}, case {i}:\n{@base}\n---\n{theirs}\n---\n{yours}\n---\n{merged}");
                mergedCases++;
            }
        }

        Assert.True(mergedCases > Cases / 3, $"seed {Seed}: {mergedCases} merged");
    }

    [Fact]
    public void Changes_of_one_side_are_kept_and_an_applied_difference_gives_the_newer_version()
    {
        var random = new Random(Seed);
        for (var i = 0; i < Cases; i++)
        {
            var json = new RandomJson(random, keyed: random.Next(2) == 0);
            var document = json.Document();
            var (from, to) = (json.Write(document), json.Write(json.Edit(document, random.Next(6))));
            Assert.Equal(to, Merge(from, to, from));
            Assert.Equal(to, Merge(from, to, to));
            var diff = Assert.IsType<ContentDiff.Fields>(ContentDiff.Between(Content(from, JsonType), Content(to, JsonType)));
            var applied = TextOf(new(JsonType, diff.Apply(Content(from, JsonType))))!;
            Assert.True(Canonical(Parse(applied)) == Canonical(Parse(to)), $"seed {Seed}, case {i}:\n{from}\n---\n{to}\n---\n{applied}");
            Assert.Equal(Canonical(Parse(from)) == Canonical(Parse(to)), diff.Edits.Count == 0);
        }
    }

    /// <summary>Whether both sides removed a name or a text, and one side added it in another place.</summary>
    private static bool MayBeMoved(JsonElement? @base, JsonElement? theirs, JsonElement? yours)
    {
        var (old, their, your) = (Names(@base, "").ToHashSet(), Names(theirs, "").ToHashSet(), Names(yours, "").ToHashSet());
        var removed = old.Except(their).Except(your).Select(place => place.Name);
        return removed.Intersect(their.Except(your).Concat(your.Except(their)).Except(old).Select(place => place.Name)).Any();
    }

    private static IEnumerable<(string Path, string Name)> Names(JsonElement? value, string path) => value switch
    {
        { ValueKind: JsonValueKind.Object } members => members.EnumerateObject().SelectMany(m => Names(m.Value, $"{path}/{m.Name}").Prepend((path, m.Name))),
        { ValueKind: JsonValueKind.Array } elements => elements.EnumerateArray().SelectMany((e, i) => Names(e, $"{path}/{i}").Prepend((path, e.GetRawText()))),
        _ => [],
    };

    private static IEnumerable<string> WordsOf(string text) => Regex.Matches(text, @"(?<=\W|\\n)w[0-9]+").Select(m => m.Value).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Expected(IEnumerable<string> @base, IEnumerable<string> theirs, IEnumerable<string> yours)
    {
        var (old, their, your) = (@base.ToHashSet(), theirs.ToHashSet(), yours.ToHashSet());
        return old.Union(their).Union(your)
            .Where(w => old.Contains(w) ? their.Contains(w) && your.Contains(w) : their.Contains(w) || your.Contains(w))
            .Order(StringComparer.Ordinal);
    }

    private static JsonElement? Parse(string text) => JsonDocument.Parse(text).RootElement;

    /// <summary>The value in a canonical form.</summary>
    private static string Canonical(JsonElement? value) => value switch
    {
        null => "",
        { ValueKind: JsonValueKind.Object } members =>
            $"{{{string.Join(',', members.EnumerateObject().Select(m => $"{JsonSerializer.Serialize(m.Name)}:{Canonical(m.Value)}").Order(StringComparer.Ordinal))}}}",
        { ValueKind: JsonValueKind.Array } elements => $"[{string.Join(',', elements.EnumerateArray().Select(e => Canonical(e)))}]",
        { ValueKind: JsonValueKind.String } text => JsonSerializer.Serialize(text.GetString()),
        { } other => other.GetRawText(),
    };

    /// <summary>The simple rule: member by member if all three values are objects, else as one value.</summary>
    private static (bool IsMerged, string Text) Plain(JsonElement? @base, JsonElement? theirs, JsonElement? yours)
    {
        if (@base is { ValueKind: JsonValueKind.Object } b && theirs is { ValueKind: JsonValueKind.Object } t && yours is { ValueKind: JsonValueKind.Object } y)
        {
            static JsonElement? Of(JsonElement value, string name) => value.TryGetProperty(name, out var member) ? member : null;
            var names = b.EnumerateObject().Concat(t.EnumerateObject()).Concat(y.EnumerateObject()).Select(m => m.Name).Distinct();
            var members = names.Select(n => (Name: n, Value: Plain(Of(b, n), Of(t, n), Of(y, n)))).ToList();
            var there = members.Where(m => m.Value.Text.Length > 0).Select(m => $"{JsonSerializer.Serialize(m.Name)}:{m.Value.Text}").Order(StringComparer.Ordinal);
            return (members.TrueForAll(m => m.Value.IsMerged), $"{{{string.Join(',', there)}}}");
        }

        var (old, their, your) = (Canonical(@base), Canonical(theirs), Canonical(yours));
        if (old != their && old != your && their != your && new[] { @base, theirs, yours }.All(a => a is { ValueKind: JsonValueKind.Array }))
        {
            return (true, $"{Anything}");
        }

        return (old == their || old == your || their == your, old == their ? your : their);
    }
}
