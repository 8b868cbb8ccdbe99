using static SyncServer.Core.Tests.Merging.Sides;

namespace SyncServer.Core.Tests.Merging.Json;

/// <summary>
/// Every array that can be made from three elements by removing some, changing one, adding one at any index and reordering, on one side, merged with every such
/// array on the other side. The merge is compared with what follows for each element on its own.
/// </summary>
public sealed class EveryKeyedArrayTests
{
    private const int Elements = 3;

    private static readonly Element[] Base = [.. Enumerable.Range(1, Elements).Select(id => new Element(id, "old"))];

    [Fact]
    public void Every_element_of_a_merge_is_correct()
    {
        var sides = EverySide().ToList();
        foreach (var theirs in sides)
        {
            foreach (var yours in sides)
            {
                Check(theirs, yours.Select(e => e is { Id: > Elements } ? e with { Id = e.Id + 1 } : e is { Text: "new" } ? e with { Text = "newer" } : e).ToArray());
            }
        }

        Assert.Equal(98, sides.Count);
    }

    private static IEnumerable<Element[]> EverySide()
    {
        for (var kept = 0; kept < 1 << Elements; kept++)
        {
            var elements = Base.Where(e => (kept & (1 << (e.Id - 1))) != 0).ToArray();
            foreach (var order in Orders(elements))
            {
                yield return order;
                for (var at = 0; at < order.Length; at++)
                {
                    yield return [.. order[..at], order[at] with { Text = "new" }, .. order[(at + 1)..]];
                }

                for (var at = 0; at <= order.Length; at++)
                {
                    yield return [.. order[..at], new Element(Elements + 1, "added"), .. order[at..]];
                }
            }
        }
    }

    private static IEnumerable<Element[]> Orders(Element[] elements) => elements.Length == 0
        ? [[]]
        : elements.SelectMany(first => Orders([.. elements.Where(e => e != first)]).Select(rest => (Element[])[first, .. rest]));

    private static void Check(Element[] theirs, Element[] yours)
    {
        var merged = Merge(Write(Base), Write(theirs), Write(yours));
        var expected = Expected(theirs, yours);
        Assert.Equal(expected is null ? null : Write(expected), merged is null ? null : Write([.. Read(merged).OrderBy(e => e.Id)]));
        if (merged is not null)
        {
            var order = Read(merged).Select(e => e.Id).ToList();
            var common = order.Where(id => id <= Elements).ToList();
            var theirOrder = theirs.Select(e => e.Id).Where(common.Contains).ToList();
            var yourOrder = yours.Select(e => e.Id).Where(common.Contains).ToList();
            Assert.Equal(theirOrder.Order().SequenceEqual(theirOrder) ? yourOrder : theirOrder, common);
        }
    }

    /// <summary>The expected elements by id; null if the sides' changes of an element, or of the order, overlap.</summary>
    private static List<Element>? Expected(Element[] theirs, Element[] yours)
    {
        var common = Base.Select(e => e.Id).Where(id => theirs.Any(t => t.Id == id) && yours.Any(y => y.Id == id)).ToList();
        var theirOrder = theirs.Select(e => e.Id).Where(common.Contains).ToList();
        var yourOrder = yours.Select(e => e.Id).Where(common.Contains).ToList();
        if (!theirOrder.SequenceEqual(common) && !yourOrder.SequenceEqual(common) && !theirOrder.SequenceEqual(yourOrder))
        {
            return null;
        }

        var merged = new List<Element>();
        foreach (var id in Enumerable.Range(1, Elements + 2))
        {
            var (old, their, your) = (Base.FirstOrDefault(e => e.Id == id), theirs.FirstOrDefault(e => e.Id == id), yours.FirstOrDefault(e => e.Id == id));
            if (their != old && your != old && their != your)
            {
                return null;
            }

            if ((their == old ? your : their) is { } element)
            {
                merged.Add(element);
            }
        }

        return merged;
    }

    private static string Write(IEnumerable<Element> elements) => $"[{string.Join(',', elements.Select(e => $$"""{"id":{{e.Id}},"t":"{{e.Text}}"}"""))}]";

    private static IEnumerable<Element> Read(string array) =>
        System.Text.Json.Nodes.JsonNode.Parse(array)!.AsArray().Select(e => new Element((int)e!["id"]!, (string)e["t"]!));

    private sealed record Element(int Id, string Text);
}
