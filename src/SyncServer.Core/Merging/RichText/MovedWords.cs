namespace SyncServer.Core.Merging.RichText;

/// <summary>
/// Finds words that both sides removed in one place and that a side added in another: it moved them, and the other side moved or deleted them too, so that
/// they would be in the merge twice, or in spite of being deleted.
/// </summary>
/// <param name="tokens">Numbers the words.</param>
internal sealed class MovedWords(Tokens tokens)
{
    private readonly HashSet<int> _removedByBoth = [];
    private readonly HashSet<int> _added = [];

    /// <summary>Adds what both sides removed where their lines are equal.</summary>
    public void RemoveEqual(Line[] @base, Line[] sides)
    {
        var counts = Words(tokens.Of(sides)).CountBy(number => number).ToDictionary();
        foreach (var (number, count) in Words(tokens.Of(@base)).CountBy(number => number))
        {
            if (count > counts.GetValueOrDefault(number))
            {
                _removedByBoth.Add(number);
            }
        }
    }

    /// <summary>Adds what both sides removed.</summary>
    public void Remove(IEnumerable<Token> removed) => _removedByBoth.UnionWith(Words(removed));

    /// <summary>Adds what one side added.</summary>
    public void Add(IEnumerable<Token> added) => _added.UnionWith(Words(added));

    /// <summary>Whether there are such words.</summary>
    /// <param name="changed">The lines of the base, and of the side, where one side made changes.</param>
    public bool Exist(IEnumerable<(Line[] Base, Line[] Side)> changed)
    {
        if (_removedByBoth.Count == 0)
        {
            return false;
        }

        foreach (var (@base, side) in changed)
        {
            var counts = Words(tokens.Of(@base)).CountBy(number => number).ToDictionary();
            foreach (var (number, count) in Words(tokens.Of(side)).CountBy(number => number))
            {
                if (count > counts.GetValueOrDefault(number))
                {
                    _added.Add(number);
                }
            }
        }

        return _removedByBoth.Overlaps(_added);
    }

    private static IEnumerable<int> Words(IEnumerable<Token> tokens) => tokens.Where(t => t.IsWord || t.EmbedType is not null || t.Line is { IsAtom: true }).Select(t => t.Number);
}
