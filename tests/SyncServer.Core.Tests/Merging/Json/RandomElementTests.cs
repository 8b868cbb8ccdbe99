using System.Text.Json.Nodes;
using SyncServer.Core.Merging;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Json;

/// <summary>
/// Random arrays of elements without keys, that two sides edit: elements are added, removed, moved, replaced, and edited. The first word of an element is unique
/// and never edited, so that the expected state of each element follows from what each side did to it.
/// </summary>
public sealed class RandomElementTests
{
    private const int Seed = 20261201;
    private const int Cases = 4_000;

    private enum Shape
    {
        Strings,
        Objects,
        Lists,
    }

    [Theory]
    [InlineData(nameof(Shape.Strings), false)]
    [InlineData(nameof(Shape.Strings), true)]
    [InlineData(nameof(Shape.Objects), false)]
    [InlineData(nameof(Shape.Objects), true)]
    [InlineData(nameof(Shape.Lists), false)]
    public void No_element_is_duplicated_lost_or_restored(string name, bool keepsBothInsertions)
    {
        var (shape, random, mergedCases) = (Enum.Parse<Shape>(name), new Random(Seed), 0);
        var rules = MergeRules.Default with { KeepsBothInsertions = keepsBothInsertions };
        for (var i = 0; i < Cases; i++)
        {
            var editor = new Editor(random, shape);
            var @base = editor.New();
            var (theirs, yours) = (editor.Edit(@base, random.Next(1, 4)), editor.Edit(@base, random.Next(1, 4)));
            var (b, t, y) = (Write(shape, @base), Write(shape, theirs), Write(shape, yours));
            var merged = Merged(b, t, y);
            var description = $"seed {Seed}, case {i}:\n{b}\n---\n{t}\n---\n{y}\n---\n{merged}";
            Assert.True(Merged(b, t, b) == t && Merged(b, b, y) == y && Merged(b, t, t) == t, description);
            if (merged is not null)
            {
                mergedCases++;
                Check(Read(shape, merged), @base, theirs, yours, description);
            }
            else
            {
                // Refusing every merge would lose nothing either.
                Assert.False(AreApart(@base, theirs, yours), description);
            }
        }

        Assert.True(mergedCases > Cases / 3, $"seed {Seed}: {mergedCases} merged");

        string? Merged(string @base, string theirs, string yours) => TextOf(Result(Content(@base, JsonType), Content(theirs, JsonType), Content(yours, JsonType), rules).Merged);
    }

    private static void Check(List<Element> merged, List<Element> @base, List<Element> theirs, List<Element> yours, string description)
    {
        Assert.True(merged.DistinctBy(e => e.Word).Count() == merged.Count, description);
        foreach (var word in @base.Concat(theirs).Concat(yours).Select(e => e.Word).Distinct())
        {
            Element? Of(List<Element> elements) => elements.Find(e => e.Word == word);
            var (old, their, your, element) = (Of(@base), Of(theirs), Of(yours), Of(merged));
            // The change of one side, if the other did not change it; the same change of both; the changed field of each side.
            var expected = old == their ? your : old == your || their == your ? their
                : old is null || their is null || your is null ? null
                : new Element(word, Field(old.Text, their.Text, your.Text), Field(old.Done, their.Done, your.Done));
            Assert.True(element == expected && (expected is not null || their is null || your is null), $"{word}: {description}");
        }

        if (IsMoved(@base, theirs) || IsMoved(@base, yours))
        {
            return;
        }

        // What has the same order on both sides has it in the merge.
        var order = merged.Select(e => e.Word).ToList();
        var (theirOrder, yourOrder) = (theirs.Select(e => e.Word).ToList(), yours.Select(e => e.Word).ToList());
        var common = order.Where(w => theirOrder.Contains(w) && yourOrder.Contains(w)).ToList();
        foreach (var (one, other) in common.SelectMany((one, i) => common.Skip(i + 1).Select(other => (one, other))))
        {
            Assert.True(theirOrder.IndexOf(one) < theirOrder.IndexOf(other) || yourOrder.IndexOf(one) < yourOrder.IndexOf(other), $"{one} {other}: {description}");
        }
    }

    private static T Field<T>(T old, T their, T your) => Equals(old, their) ? your : their;

    /// <summary>Whether no side moved anything, and the elements that they changed, with the ones beside them, are not the same.</summary>
    private static bool AreApart(List<Element> @base, List<Element> theirs, List<Element> yours)
    {
        HashSet<int> Touched(List<Element> side)
        {
            var (touched, at) = (new HashSet<int>(), -1);
            foreach (var element in side)
            {
                var index = @base.FindIndex(b => b.Word == element.Word);
                if (index < 0 || element != @base[index])
                {
                    touched.UnionWith(index < 0 ? [at, at + 1] : [index]);
                }

                at = index < 0 ? at : index;
            }

            touched.UnionWith(@base.Where(b => !side.Exists(e => e.Word == b.Word)).Select(b => @base.IndexOf(b)));
            return [.. touched.SelectMany(i => (int[])[i, i + 1])];
        }

        return !IsMoved(@base, theirs) && !IsMoved(@base, yours) && !Touched(theirs).Overlaps(Touched(yours));
    }

    private static bool IsMoved(List<Element> @base, List<Element> side) =>
        side.Select(e => @base.FindIndex(b => b.Word == e.Word)).Where(i => i >= 0).ToList() is var all && !all.SequenceEqual(all.Order());

    private static string Write(Shape shape, List<Element> elements) => new JsonArray([.. elements.Select(e => shape switch
    {
        Shape.Strings => (JsonNode)e.Word,
        Shape.Objects => new JsonObject { ["t"] = $"{e.Word} {e.Text}", ["by"] = "amy", ["done"] = e.Done },
        _ => new JsonArray(e.Word, new JsonArray("list", e.Text), e.Done),
    })]).ToJsonString();

    private static List<Element> Read(Shape shape, string json) => [.. JsonNode.Parse(json)!.AsArray().Select(e => shape switch
    {
        Shape.Strings => new Element((string)e!, "", Done: false),
        Shape.Objects => ((string)e!["t"]!).Split(' ', 2) is var words ? new Element(words[0], words[1], (bool)e["done"]!) : null!,
        _ => new Element((string)e![0]!, (string)e[1]![1]!, (bool)e[2]!),
    })];

    private sealed record Element(string Word, string Text, bool Done);

    private sealed class Editor(Random random, Shape shape)
    {
        private int _next;

        public List<Element> New() => [.. Enumerable.Range(0, random.Next(8)).Select(_ => Any())];

        public List<Element> Edit(List<Element> elements, int edits)
        {
            var edited = elements.ToList();
            for (var i = 0; i < edits; i++)
            {
                var at = random.Next(edited.Count + 1);
                if (at == edited.Count || random.Next(4) == 0)
                {
                    edited.Insert(at, Any());
                    continue;
                }

                var element = edited[at];
                edited.RemoveAt(at);
                switch (random.Next(4))
                {
                    case 0:
                        break;
                    case 1:
                        edited.Insert(random.Next(edited.Count + 1), element);
                        break;
                    case 2 when shape is not Shape.Strings:
                        edited.Insert(at, random.Next(2) == 0 ? element with { Done = !element.Done } : element with { Text = $"{element.Text[..element.Text.LastIndexOf(' ')]} c{_next++}" });
                        break;
                    default:
                        edited.Insert(at, Any());
                        break;
                }
            }

            return edited;
        }

        private Element Any() => new($"e{_next++}", shape is Shape.Strings ? "" : Text(), Done: false);

        private string Text() => $"a{_next} b{_next} c{_next++}";
    }
}
