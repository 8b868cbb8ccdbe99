using System.Text.Json.Nodes;
using SyncServer.Core.Merging;
using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Json;

/// <summary>
/// Boards of cards in columns, in several JSON shapes, that two sides edit: cards are moved, edited, removed and added. The expected state of each card
/// follows from what each side did to it.
/// </summary>
public sealed class BoardTests
{
    private const int Seed = 20261130;
    private const int Cases = 10_000;

    private enum Shape
    {
        Elements,
        Maps,
        ElementsOfColumns,
        Lists,
    }

    [Theory]
    [InlineData(nameof(Shape.Elements))]
    [InlineData(nameof(Shape.Maps))]
    [InlineData(nameof(Shape.ElementsOfColumns))]
    [InlineData(nameof(Shape.Lists))]
    public void No_card_is_duplicated_lost_or_restored(string name)
    {
        var (shape, random, mergedCases) = (Enum.Parse<Shape>(name), new Random(Seed), 0);
        for (var i = 0; i < Cases; i++)
        {
            var board = new Board(random);
            var @base = board.New();
            var (theirs, yours) = (board.Edit(@base, random.Next(1, 4)), board.Edit(@base, random.Next(1, 4)));
            var (b, t, y) = (Write(shape, @base), Write(shape, theirs), Write(shape, yours));
            var description = $"seed {Seed}, case {i}:\n{b}\n---\n{t}\n---\n{y}";
            var merged = Merged(b, t, y);
            Assert.True(Merged(b, y, t) == merged && Merged(b, t, b) == t, description);
            if (merged is not null)
            {
                mergedCases++;
                Check(Read(shape, merged), @base, theirs, yours, $"{description}\n---\n{merged}");
            }
            else
            {
                // Refusing every merge would lose nothing either.
                Assert.False(AreApart(@base, theirs, yours), description);
            }
        }

        Assert.True(mergedCases > Cases / 5, $"seed {Seed}: {mergedCases} merged");
    }

    // The reported index of an element that both sides added at different indices depends on which side is the head.
    private static string? Merged(string @base, string theirs, string yours) =>
        TextOf(ThreeWayMerge.Merge(Content(@base, JsonType), Content(theirs, JsonType), Content(yours, JsonType), MergeRules.Default).Merged);

    private static void Check(List<Card> merged, List<Card> @base, List<Card> theirs, List<Card> yours, string description)
    {
        Assert.True(merged.DistinctBy(c => c.Id).Count() == merged.Count, description);
        foreach (var id in @base.Concat(theirs).Concat(yours).Select(c => c.Id).Distinct())
        {
            Card? Of(List<Card> cards) => cards.Find(c => c.Id == id);
            var (old, their, your, card) = (Of(@base), Of(theirs), Of(yours), Of(merged));
            // The change of one side, if the other did not change it; the same change of both; the changed field of each side.
            var expected = old == their ? your : old == your || their == your ? their
                : old is null || their is null || your is null ? null
                : new Card(id, Field(old.Column, their.Column, your.Column), Field(old.Text, their.Text, your.Text));
            Assert.True(card == expected && (expected is not null || their is null || your is null), $"{id}: {description}");
        }
    }

    private static string Field(string old, string their, string your) => old == their ? your : old == your || their == your ? their : "both";

    /// <summary>Whether no card or column is touched by both sides, and no order changed.</summary>
    private static bool AreApart(List<Card> @base, List<Card> theirs, List<Card> yours)
    {
        HashSet<string> Touched(List<Card> cards) => [.. @base.Except(cards).Concat(cards.Except(@base)).SelectMany(c => (string[])[c.Id, c.Column])];
        return !Touched(theirs).Overlaps(Touched(yours)) && IsInOrder(theirs) && IsInOrder(yours);

        bool IsInOrder(List<Card> cards) => cards.Where(c => @base.Exists(b => b.Id == c.Id)).Select(c => c.Id)
            .SequenceEqual(@base.Where(b => cards.Exists(c => c.Id == b.Id)).Select(c => c.Id));
    }

    private static string Write(Shape shape, List<Card> cards)
    {
        JsonObject Card(Card card) => new() { ["id"] = card.Id, ["t"] = card.Text };
        JsonArray Elements(IEnumerable<JsonNode> nodes) => new([.. nodes]);
        var columns = Board.Columns.Select(column => (Key: column, Cards: cards.Where(c => c.Column == column)));
        return (shape switch
        {
            Shape.Elements => (JsonNode)new JsonObject(columns.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)Elements(c.Cards.Select(Card))))),
            Shape.Maps => new JsonObject(columns.Select(c => KeyValuePair.Create(
                c.Key, (JsonNode?)new JsonObject(c.Cards.Select(card => KeyValuePair.Create(card.Id, (JsonNode?)new JsonObject { ["t"] = card.Text })))))),
            Shape.ElementsOfColumns => Elements(columns.Select(c => new JsonObject { ["id"] = c.Key, ["cards"] = Elements(c.Cards.Select(Card)) })),
            _ => new JsonObject
            {
                ["cards"] = new JsonObject(cards.OrderBy(c => c.Id, StringComparer.Ordinal).Select(c => KeyValuePair.Create(c.Id, (JsonNode?)c.Text))),
                ["columns"] = new JsonObject(columns.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)Elements(c.Cards.Select(card => JsonValue.Create(card.Id)))))),
            },
        }).ToJsonString();
    }

    private static List<Card> Read(Shape shape, string json)
    {
        var node = JsonNode.Parse(json)!;
        return shape switch
        {
            Shape.Elements => [.. node.AsObject().SelectMany(c => c.Value!.AsArray().Select(card => new Card((string)card!["id"]!, c.Key, (string)card["t"]!)))],
            Shape.Maps => [.. node.AsObject().SelectMany(c => c.Value!.AsObject().Select(card => new Card(card.Key, c.Key, (string)card.Value!["t"]!)))],
            Shape.ElementsOfColumns =>
                [.. node.AsArray().SelectMany(c => c!["cards"]!.AsArray().Select(card => new Card((string)card!["id"]!, (string)c["id"]!, (string)card["t"]!)))],
            _ => [.. node["columns"]!.AsObject().SelectMany(
                c => c.Value!.AsArray().Select(id => new Card((string)id!, c.Key, (string?)node["cards"]![(string)id!] ?? "no card")))],
        };
    }

    private sealed record Card(string Id, string Column, string Text);

    private sealed class Board(Random random)
    {
        public static readonly string[] Columns = ["doing", "done", "todo"];
        private int _next;

        public List<Card> New() => [.. Enumerable.Range(0, random.Next(1, 7)).Select(_ => Any())];

        public List<Card> Edit(List<Card> cards, int edits)
        {
            var edited = cards.ToList();
            for (var i = 0; i < edits; i++)
            {
                var at = random.Next(edited.Count + 1);
                if (at == edited.Count)
                {
                    edited.Add(Any());
                    continue;
                }

                var card = edited[at];
                edited.RemoveAt(at);
                switch (random.Next(4))
                {
                    case 0:
                        break;
                    case 1:
                        edited.Insert(at, card with { Text = $"text {_next++}" });
                        break;
                    default:
                        edited.Add(card with { Column = Columns[random.Next(Columns.Length)] });
                        break;
                }
            }

            return edited;
        }

        private Card Any() => new($"c{_next++}", Columns[random.Next(Columns.Length)], $"text {_next++}");
    }
}
