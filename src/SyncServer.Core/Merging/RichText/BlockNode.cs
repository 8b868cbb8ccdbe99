namespace SyncServer.Core.Merging.RichText;

/// <summary>A node of a document: a container with its children, or a line.</summary>
/// <param name="Container">The container; for a line, the one around it.</param>
/// <param name="Line">The line; null for a container.</param>
internal sealed record BlockNode(Container Container, Line? Line)
{
    /// <summary>The type of a line that is written without tags. Two of them side by side would be one.</summary>
    public const string BareLine = "#text";

    /// <summary>The children of a container.</summary>
    public List<BlockNode> Children { get; } = [];

    /// <summary>The header of the node.</summary>
    public string Header { get; init; } = Line?.Header ?? Container.Header;

    /// <summary>The type of the node.</summary>
    public string Type => Line?.Type ?? Container.Type;

    /// <summary>The text of the node, a line for each line.</summary>
    public string Text => Line?.Text ?? string.Join('\n', Children.Select(c => c.Text));

    /// <summary>Builds the tree of a document.</summary>
    public static BlockNode Of(RichDocument document) => Of(document.Root, document.Lines.Select(line => (line, line.Containers)), container => container.Header);

    /// <summary>Builds a tree from lines. Neighbours in the same container are in one node.</summary>
    /// <param name="root">The document.</param>
    /// <param name="lines">The lines, each with the containers around it, without the document.</param>
    /// <param name="headerOf">The header of a container.</param>
    public static BlockNode Of(Container root, IEnumerable<(Line Line, IReadOnlyList<Container> Containers)> lines, Func<Container, string> headerOf)
    {
        var open = new List<BlockNode> { new(root, null) { Header = headerOf(root) } };
        foreach (var (line, containers) in lines)
        {
            var same = 0;
            while (same < containers.Count && same + 1 < open.Count && containers[same] == open[same + 1].Container)
            {
                same++;
            }

            open.RemoveRange(same + 1, open.Count - same - 1);
            foreach (var container in containers.Skip(same))
            {
                var node = new BlockNode(container, null) { Header = headerOf(container) };
                open[^1].Children.Add(node);
                open.Add(node);
            }

            open[^1].Children.Add(new BlockNode(open[^1].Container, line));
        }

        return open[0];
    }
}
