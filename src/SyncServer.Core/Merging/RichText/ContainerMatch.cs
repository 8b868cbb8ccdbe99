namespace SyncServer.Core.Merging.RichText;

/// <summary>The containers of one side that are containers of the base: those that have most of their lines in common.</summary>
internal sealed class ContainerMatch
{
    private readonly Dictionary<Container, Container> _bases = [];
    private readonly Dictionary<Container, Container> _sides = [];

    /// <summary>Matches the containers around lines that are matched.</summary>
    public ContainerMatch(RichDocument @base, RichDocument side, LineMatch match)
    {
        Add(@base.Root, side.Root);
        var votes = new Dictionary<(Container Base, Container Side), int>();
        for (var s = 0; s < match.Lines.Count; s++)
        {
            if (match.Bases[s] < 0)
            {
                continue;
            }

            var (old, @new) = (@base.Lines[match.Bases[s]].Parent, match.Lines[s].Parent);
            while (old.Parent is not null && @new.Parent is not null)
            {
                var isAlike = string.Equals(old.Type, @new.Type, StringComparison.Ordinal);
                if (isAlike)
                {
                    votes[(old, @new)] = votes.GetValueOrDefault((old, @new)) + 1;
                }

                (old, @new) = (isAlike || old.Depth >= @new.Depth ? old.Parent : old, isAlike || @new.Depth >= old.Depth ? @new.Parent : @new);
            }
        }

        foreach (var (old, @new) in votes.OrderByDescending(v => v.Value).Select(v => v.Key))
        {
            if (!_sides.ContainsKey(old) && !_bases.ContainsKey(@new))
            {
                Add(old, @new);
            }
        }
    }

    /// <summary>The container of the base that it was, else itself.</summary>
    public Container BaseOf(Container container) => _bases.GetValueOrDefault(container, container);

    /// <summary>The container of the side that a container of the base has become; null if the side does not have it.</summary>
    public Container? SideOf(Container @base) => _sides.GetValueOrDefault(@base);

    /// <summary>The containers around a line, as those of the base where they are in it.</summary>
    public IReadOnlyList<Container> ContainersOf(Line line) => [.. line.Containers.Select(BaseOf)];

    private void Add(Container @base, Container side)
    {
        _sides.Add(@base, side);
        _bases.Add(side, @base);
    }
}
