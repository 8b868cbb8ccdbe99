using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.Json;

/// <summary>
/// The elements of one side of an array, each with the element of the base that it was: because it is equal, also if the side moved it; because it is similar
/// and between the same elements; or because it replaced that element in the same place.
/// </summary>
internal sealed class ElementMatch
{
    private ElementMatch(int baseCount, int count)
    {
        Bases = new int[count];
        Array.Fill(Bases, MatchedParts.None);
        Kept = new bool[baseCount];
    }

    /// <summary>For each element the index in the base; <see cref="MatchedParts.None"/> for an added one.</summary>
    public int[] Bases { get; }

    /// <summary>For each element of the base whether the side has it.</summary>
    public bool[] Kept { get; }

    /// <summary>The elements of the base that the side moved.</summary>
    public HashSet<int> Moved { get; } = [];

    /// <summary>The elements of the base that the side replaced by something that is not similar.</summary>
    public HashSet<int> Replaced { get; } = [];

    /// <summary>Matches the elements of a side with those of the base.</summary>
    /// <param name="base">The elements of the base.</param>
    /// <param name="side">The elements of the side.</param>
    /// <param name="old">The numbers of the base's values.</param>
    /// <param name="new">The numbers of the side's values.</param>
    /// <param name="values">The values by number.</param>
    /// <param name="work">The steps that may be spent.</param>
    public static ElementMatch Of(KeyedParts @base, KeyedParts side, int[] old, int[] @new, ElementValues values, Work work)
    {
        var match = new ElementMatch(@base.Count, side.Count);
        var hunks = PieceDiff.Between(old, @new, values.Count, work);
        var (at, newAt) = (0, 0);
        foreach (var hunk in hunks.Append(new Hunk(@base.Count, 0, side.Count, 0)))
        {
            for (; at < hunk.Start; at++, newAt++)
            {
                match.Attach(newAt, at);
            }

            (at, newAt) = (hunk.End, hunk.NewEnd);
        }

        match.FindMoved(hunks, old, @new, values);
        foreach (var hunk in hunks)
        {
            match.Pair(@base, side, hunk, values, work);
        }

        return match;
    }

    /// <summary>Makes a matched element an added one.</summary>
    public void Detach(int index)
    {
        if (Bases[index] is not MatchedParts.None and var @base)
        {
            Replaced.Remove(@base);
            (Kept[@base], Bases[index]) = (false, MatchedParts.None);
        }
    }

    /// <summary>The places where the side has added elements. There are other elements between two of them.</summary>
    public List<Addition> Additions()
    {
        var additions = new List<Addition>();
        var (start, added) = (0, new List<int>());
        for (var index = 0; index <= Bases.Length; index++)
        {
            var @base = index == Bases.Length ? Kept.Length : Bases[index];
            if (@base == MatchedParts.None)
            {
                added.Add(index);
            }
            else if (!Moved.Contains(@base))
            {
                if (added.Count > 0)
                {
                    additions.Add(new Addition(start, @base, added));
                    added = [];
                }

                start = @base + 1;
            }
        }

        return additions;
    }

    private void Attach(int index, int @base) => (Bases[index], Kept[@base]) = (@base, true);

    /// <summary>What is there once on both sides, and distinctive, is the same element.</summary>
    private void FindMoved(List<Hunk> hunks, int[] old, int[] @new, ElementValues values)
    {
        var places = new Dictionary<int, int>();
        foreach (var index in hunks.SelectMany(h => Enumerable.Range(h.NewStart, h.NewCount)).Where(i => values.IsDistinctive(@new[i])))
        {
            // What is there twice is not moved.
            places[@new[index]] = places.ContainsKey(@new[index]) ? MatchedParts.None : index;
        }

        foreach (var @base in hunks.SelectMany(h => Enumerable.Range(h.Start, h.Count)))
        {
            if (places.TryGetValue(old[@base], out var index) && index != MatchedParts.None && values.CountInBase(old[@base]) == 1)
            {
                Attach(index, @base);
                Moved.Add(@base);
            }
        }
    }

    private void Pair(KeyedParts @base, KeyedParts side, Hunk hunk, ElementValues values, Work work)
    {
        var old = Enumerable.Range(hunk.Start, hunk.Count).Where(b => !Kept[b]).ToList();
        var @new = Enumerable.Range(hunk.NewStart, hunk.NewCount).Where(i => Bases[i] == MatchedParts.None).ToList();
        var similarity = values.SimilarityOf(old.ConvertAll(@base.Value), @new.ConvertAll(side.Value), work);
        var similar = similarity is null ? [] : SimilarPairs.Of(old.Count, @new.Count, similarity);
        var (at, newAt) = (0, 0);
        foreach (var (end, newEnd) in similar.Append((old.Count, @new.Count)))
        {
            if (end - at == newEnd - newAt)
            {
                for (; at < end; at++, newAt++)
                {
                    Attach(@new[newAt], old[at]);
                    Replaced.Add(old[at]);
                }
            }

            if (end < old.Count)
            {
                Attach(@new[newEnd], old[end]);
            }

            (at, newAt) = (end + 1, newEnd + 1);
        }
    }
}

/// <summary>Elements that a side added between two elements that it kept in their order.</summary>
/// <param name="Start">The index in the base after the element before them.</param>
/// <param name="End">The index in the base of the element after them. The side removed, or moved, what is between.</param>
/// <param name="Indices">The indices of the added elements.</param>
internal sealed record Addition(int Start, int End, List<int> Indices)
{
    /// <summary>Whether both are in one place, or may be.</summary>
    public bool Meets(Addition other) => Start <= other.End && other.Start <= End;
}
