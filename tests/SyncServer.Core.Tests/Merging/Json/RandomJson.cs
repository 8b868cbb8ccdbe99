namespace SyncServer.Core.Tests.Merging.Json;

/// <summary>Random documents with few names, so that edits collide, and with words that occur once.</summary>
internal sealed class RandomJson(Random random, bool keyed)
{
    private static readonly string[] Names = ["a", "b", "c", "d/~", "\\u00e9"];
    private static readonly string[] Numbers = ["0", "1", "1.0", "1e0", "-0.5E+3", "123456789012345678901234567890"];
    private int _next;

    /// <summary>A value: an object, an array, or a scalar as written.</summary>
    internal abstract record Node;

    internal sealed record Members(IReadOnlyList<(string Name, Node Value)> All) : Node;

    internal sealed record Elements(IReadOnlyList<Node> All) : Node;

    internal sealed record Scalar(string Text) : Node;

    public Members Document() => new([.. Names.Where(_ => random.Next(4) > 0).Select(n => (n, Value(3)))]);

    public Node Value(int depth) => random.Next(depth > 0 ? 9 : 5) switch
    {
        0 => new Scalar(Numbers[random.Next(Numbers.Length)]),
        1 => new Scalar(random.Next(2) == 0 ? "null" : "true"),
        2 or 3 or 4 => Text(),
        5 => new Elements([.. Enumerable.Range(0, random.Next(4)).Select(_ => keyed ? Element(depth - 1) : Value(depth - 1))]),
        _ => new Members([.. Names.Where(_ => random.Next(2) > 0).Select(n => (n, Value(depth - 1)))]),
    };

    /// <summary>The value with some random edits.</summary>
    public Node Edit(Node node, int edits)
    {
        for (var i = 0; i < edits; i++)
        {
            node = Edit(node);
        }

        return node;
    }

    /// <summary>The value as JSON, with random whitespace.</summary>
    public string Write(Node node)
    {
        var style = random.Next(3);
        string Space(int depth) => style switch { 0 => "", 1 => "\n" + new string(' ', depth * 2), _ => new string(' ', random.Next(3)) };
        string Colon() => style switch { 0 => ":", 1 => ": ", _ => $"{Space(0)}:{Space(0)}" };
        string Part(Node part, int depth) => part switch
        {
            Members members => $"{{{string.Join(",", members.All.Select(m => $"{Space(depth + 1)}\"{m.Name}\"{Colon()}{Part(m.Value, depth + 1)}"))}{Space(depth)}}}",
            Elements elements => $"[{string.Join(",", elements.All.Select(e => Space(depth + 1) + Part(e, depth + 1)))}{Space(depth)}]",
            _ => ((Scalar)part).Text,
        };
        return Space(0) + Part(node, 0) + Space(0);
    }

    private Scalar Text() => new($"\"{string.Join(random.Next(3) == 0 ? "\\n" : " ", Enumerable.Range(0, random.Next(1, 5)).Select(_ => $"w{_next++}"))}\"");

    private Members Element(int depth) => new([("id", new Scalar($"{1000 + _next++}")), .. Names.Where(_ => random.Next(3) == 0).Select(n => (n, Value(depth)))]);

    private Node Edit(Node node)
    {
        switch (node)
        {
            case Members { All: var members }:
                var candidates = members.Where(m => m.Name != "id").ToList();
                if (candidates.Count > 0 && random.Next(4) > 0)
                {
                    var (name, _) = candidates[random.Next(candidates.Count)];
                    return new Members(random.Next(5) == 0
                        ? [.. members.Where(m => m.Name != name)]
                        : [.. members.Select(m => m.Name == name ? (name, Edit(m.Value)) : m)]);
                }

                var missing = Names.Except(members.Select(m => m.Name)).ToList();
                return missing.Count == 0 ? new Members([.. members.OrderBy(_ => random.Next())])
                    : new Members(Insert(members, (missing[random.Next(missing.Count)], Value(1))));
            case Elements { All: var elements }:
                var at = elements.Count == 0 ? 0 : random.Next(elements.Count);
                return new Elements((elements.Count == 0 ? 0 : random.Next(5)) switch
                {
                    0 => Insert(elements, keyed ? Element(1) : Value(1)),
                    1 => [.. elements.Where((_, i) => i != at)],
                    2 => Insert([.. elements.Where((_, i) => i != at)], elements[at]),
                    _ => [.. elements.Select((e, i) => i == at ? Edit(e) : e)],
                });
            case Scalar { Text: ['"', .., '"'] text } when random.Next(4) > 0:
                var words = text.Trim('"').Split(' ').ToList();
                words[random.Next(words.Count)] = $"w{_next++}";
                return new Scalar($"\"{string.Join(' ', words)}\"");
            default:
                return Value(1);
        }
    }

    private List<T> Insert<T>(IReadOnlyList<T> list, T item)
    {
        var at = random.Next(list.Count + 1);
        return [.. list.Take(at), item, .. list.Skip(at)];
    }
}
