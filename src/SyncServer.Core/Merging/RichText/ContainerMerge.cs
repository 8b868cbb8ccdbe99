namespace SyncServer.Core.Merging.RichText;

/// <summary>Decides which containers are around each line of a merge.</summary>
internal sealed class ContainerMerge(Sides<RichDocument> documents, ContainerMatch theirs, ContainerMatch yours, RichTextRules rules)
{
    private readonly Dictionary<Container, string?> _headers = [];

    /// <summary>Whether both sides put a line, or changed a container, differently.</summary>
    public bool Overlaps { get; private set; }

    /// <summary>Sets the containers of all lines.</summary>
    public void Place(List<MergedLine> lines)
    {
        foreach (var line in lines.Where(line => !IsAdded(line)))
        {
            line.Containers = Of(line.Sides);
        }

        var next = new MergedLine?[lines.Count];
        for (var i = lines.Count - 2; i >= 0; i--)
        {
            next[i] = IsAdded(lines[i + 1]) ? next[i + 1] : lines[i + 1];
        }

        var (their, your) = (default(MergedLine), default(MergedLine));
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (IsAdded(line))
            {
                line.Containers = line.Sides.Theirs is { } added
                    ? OfAdded(added, theirs, [(their, their?.Sides.Theirs), (next[i], next[i]?.Sides.Theirs)])
                    : OfAdded(line.Sides.Yours!, yours, [(your, your?.Sides.Yours), (next[i], next[i]?.Sides.Yours)]);
            }

            (their, your) = (line.Sides.Theirs is null ? their : line, line.Sides.Yours is null ? your : line);
        }
    }

    /// <summary>Whether a line of each side is in the same containers: those of the base, and added ones that are written alike.</summary>
    public bool AreSame(Line their, Line your) => AreSame(theirs.ContainersOf(their), yours.ContainersOf(your));

    /// <summary>The header of a container, with the changes of both sides.</summary>
    public string HeaderOf(Container container)
    {
        if (!_headers.TryGetValue(container, out var header))
        {
            header = theirs.SideOf(container) is { } their && yours.SideOf(container) is { } your ? rules.MergeHeader(container.Header, their.Header, your.Header)
                : (theirs.SideOf(container) ?? yours.SideOf(container) ?? container).Header;
            Overlaps |= header is null;
            _headers.Add(container, header ??= theirs.SideOf(container)!.Header);
        }

        return header!;
    }

    /// <summary>The containers of the base that both sides kept and that have no line any more, each with its first line.</summary>
    public IEnumerable<Line> Emptied(List<MergedLine> lines)
    {
        var filled = new HashSet<Container>();
        foreach (var line in lines)
        {
            filled.UnionWith(line.Sides.Theirs is { } their ? theirs.ContainersOf(their) : []);
            filled.UnionWith(line.Sides.Yours is { } your ? yours.ContainersOf(your) : []);
            filled.UnionWith(line.Sides.Base is { } old ? old.Containers : []);
        }

        if (lines.Count > 0)
        {
            filled.Add(documents.Base.Root);
        }

        foreach (var line in documents.Base.Lines)
        {
            foreach (var container in line.Containers.Prepend(documents.Base.Root))
            {
                if (theirs.SideOf(container) is not null && yours.SideOf(container) is not null && filled.Add(container))
                {
                    filled.UnionWith(line.Containers);
                    yield return line;
                }
            }
        }
    }

    private static bool IsAdded(MergedLine line) => line.Sides.Base is null && (line.Sides.Theirs is null || line.Sides.Yours is null);

    private IReadOnlyList<Container> Of(Sides<Line?> sides)
    {
        var old = sides.Base is null ? null : sides.Base.Containers;
        var their = sides.Theirs is null ? null : theirs.ContainersOf(sides.Theirs);
        var your = sides.Yours is null ? null : yours.ContainersOf(sides.Yours);
        if (their is null || your is null)
        {
            return their ?? your ?? old!;
        }

        if (their.SequenceEqual(your) || (old is not null && your.SequenceEqual(old)))
        {
            return their;
        }

        if (old is not null && their.SequenceEqual(old))
        {
            return your;
        }

        // Both may have done the same, such as wrapping it in a quote.
        Overlaps |= !AreSame(their, your);
        return their;
    }

    private bool AreSame(IReadOnlyList<Container> their, IReadOnlyList<Container> your) => their.Count == your.Count && their.Zip(your).All(pair =>
        pair.First == pair.Second
        || (theirs.SideOf(pair.First) is null && yours.SideOf(pair.Second) is null && string.Equals(pair.First.Header, pair.Second.Header, StringComparison.Ordinal)));

    /// <summary>A line that one side added is where its neighbours are: the other side may have put them elsewhere.</summary>
    private static IReadOnlyList<Container> OfAdded(Line line, ContainerMatch match, ReadOnlySpan<(MergedLine? Merged, Line? Side)> neighbours)
    {
        var own = line.Containers;
        var (shared, around) = (0, (IReadOnlyList<Container>)[]);
        foreach (var (merged, side) in neighbours)
        {
            var other = side is null ? [] : side.Containers;
            var same = 0;
            while (same < own.Count && same < other.Count && own[same] == other[same])
            {
                same++;
            }

            if (same > shared)
            {
                (shared, around) = (same, [.. merged!.Containers.SkipLast(other.Count - same)]);
            }
        }

        return [.. around, .. own.Skip(shared).Select(match.BaseOf)];
    }
}
