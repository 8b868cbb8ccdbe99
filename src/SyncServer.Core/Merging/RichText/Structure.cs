namespace SyncServer.Core.Merging.RichText;

/// <summary>
/// Checks a merge against what the versions show of the schema, which the server does not know: which node may be in which, which node may come first in it, which
/// marks and embedded nodes a line may have, and that the cells of a table were added or removed by one side only.
/// </summary>
internal static class Structure
{
    private const string First = "first";
    private const string Next = "next";

    // A node has one of them.
    private static readonly HashSet<string> Single = new(StringComparer.Ordinal) { "caption", "figcaption", "legend", "summary" };

    // Between a table and its rows in HTML.
    private static readonly HashSet<string> RowGroups = new(StringComparer.Ordinal) { "thead", "tbody", "tfoot" };

    // Lines that have the same marks and embedded nodes in the common schemas.
    private static readonly HashSet<string> Prose = new(StringComparer.Ordinal) { "paragraph", "heading", "p", "h1", "h2", "h3", "h4", "h5", "h6", BlockNode.BareLine };

    /// <summary>Whether the merge is as valid as the versions.</summary>
    public static bool IsKept(Sides<BlockNode> trees, BlockNode merged, ContainerMatch theirs, ContainerMatch yours)
    {
        var seen = new HashSet<(string, string, string)>();
        Collect(trees.Base, seen);
        Collect(trees.Theirs, seen);
        Collect(trees.Yours, seen);
        var found = new HashSet<(string, string, string)>();
        Collect(merged, found);
        // Where nodes begin with several types, any type may be first.
        var firsts = seen.Where(s => s.Item1 is First).GroupBy(s => s.Item2, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key).ToHashSet(StringComparer.Ordinal);
        // A document begins with a certain type only if that is nowhere else, such as a title.
        if (trees.Base.Children is [var title, ..] && seen.Contains((Next, merged.Type, title.Type)))
        {
            firsts.Add(merged.Type);
        }

        found.RemoveWhere(f => f.Item1 is Next || (f.Item1 is First && firsts.Contains(f.Item2)));
        return found.IsSubsetOf(seen) && HasTablesOfOneSide(trees, merged, theirs, yours);
    }

    private static void Collect(BlockNode node, HashSet<(string, string, string)> seen)
    {
        if (node.Line is { } line)
        {
            var type = Prose.Contains(line.Type) ? "prose" : line.Type;
            foreach (var run in line.Runs ?? [])
            {
                if (run.EmbedType is { } embed)
                {
                    seen.Add(("embed", type, embed));
                }

                foreach (var mark in run.Marks.Marks)
                {
                    seen.Add(("mark", type, mark.Type));
                }
            }

            return;
        }

        if (node.Children is [var first, ..])
        {
            seen.Add((First, node.Type, first.Type));
        }

        for (var i = 0; i < node.Children.Count; i++)
        {
            seen.Add(("child", node.Type, node.Children[i].Type));
            if (i > 0)
            {
                seen.Add((Next, node.Type, node.Children[i].Type));
            }

            var type = node.Children[i].Type;
            if (i > 0 && type is BlockNode.BareLine && node.Children[i - 1].Type is BlockNode.BareLine)
            {
                seen.Add(("joined", node.Type, type));
            }

            if (Single.Contains(type) && node.Children.FindIndex(child => string.Equals(child.Type, type, StringComparison.Ordinal)) < i)
            {
                seen.Add(("twice", node.Type, type));
            }

            Collect(node.Children[i], seen);
        }
    }

    /// <summary>Whether each table has the cells of the base, or of a side that changed them alone.</summary>
    private static bool HasTablesOfOneSide(Sides<BlockNode> trees, BlockNode merged, ContainerMatch theirs, ContainerMatch yours)
    {
        var tables = trees.Select(tree => TablesOf(tree, []));
        return TablesOf(merged, []).All(table =>
        {
            var their = theirs.SideOf(table.Key);
            var your = yours.SideOf(table.Key);
            return their is null || your is null || !tables.Theirs.TryGetValue(their, out var theirCells) || !tables.Yours.TryGetValue(your, out var yourCells)
                || string.Equals(table.Value, string.Equals(theirCells, tables.Base[table.Key], StringComparison.Ordinal) ? yourCells : theirCells, StringComparison.Ordinal);
        });
    }

    private static Dictionary<Container, string> TablesOf(BlockNode node, Dictionary<Container, string> tables)
    {
        foreach (var child in node.Children)
        {
            if (child.Line is null && string.Equals(child.Type, "table", StringComparison.Ordinal))
            {
                // A table that was cut in two is as no side has it.
                tables[child.Container] = tables.GetValueOrDefault(child.Container) + string.Join(';', child.Children.SelectMany(part => RowGroups.Contains(part.Type) ? part.Children : [part]).Select(row => string.Join(',', row.Children.Select(cell => cell.Header))));
            }

            TablesOf(child, tables);
        }

        return tables;
    }
}
