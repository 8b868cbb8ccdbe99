using System.Globalization;
using System.Runtime.InteropServices;
using SyncServer.Core.Merging.Text;

namespace SyncServer.Core.Merging.RichText;

/// <summary>
/// The lines of one side, each with the line of the base that it was: by its id, because it is equal, or because it is similar and between the same lines.
/// Lines that the side moved are put back where the base has them, so that the other side's changes meet them there; the merge moves them again.
/// </summary>
internal sealed class LineMatch
{
    private const int None = -1;

    // Two lines are similar if the shorter one has this share of its words in common with the other.
    private const double Similar = 0.5;

    // A line with fewer characters may be equal by chance: it counts as deleted and added.
    private const int DistinctiveLength = 8;

    private LineMatch(IReadOnlyList<Line> lines, int[] bases, List<Hunk> hunks, HashSet<Line> moved) => (Lines, Bases, Hunks, Moved) = (lines, bases, hunks, moved);

    /// <summary>The lines, with moved ones where the base has them.</summary>
    public IReadOnlyList<Line> Lines { get; }

    /// <summary>For each of them the index of the line of the base that it was, in rising order; negative for an added line.</summary>
    public int[] Bases { get; }

    /// <summary>The differences to the base, in lines.</summary>
    public List<Hunk> Hunks { get; }

    /// <summary>The lines that the side moved.</summary>
    public HashSet<Line> Moved { get; }

    /// <summary>Matches the lines of a side with the lines of the base.</summary>
    public static LineMatch Of(IReadOnlyList<Line> @base, IReadOnlyList<Line> side, Work work)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var (old, @new) = (NumbersOf(@base, numbers), NumbersOf(side, numbers));
        var bases = new int[side.Count];
        Array.Fill(bases, None);
        var (at, newAt) = (0, 0);
        var hunks = PieceDiff.Between(old, @new, numbers.Count, work);
        foreach (var hunk in hunks.Append(new Hunk(@base.Count, 0, side.Count, 0)))
        {
            for (; at < hunk.Start; at++, newAt++)
            {
                bases[newAt] = at;
            }

            PairSimilar(@base, side, hunk, bases, work);
            (at, newAt) = (hunk.End, hunk.NewEnd);
        }

        var moved = FindMoved(@base, side, hunks, bases, old, @new);
        var lines = moved.Count == 0 ? side : PutBack(@base.Count, side, bases, moved, out bases);
        return new LineMatch(lines, bases, HunksOf(@base, lines, bases), [.. moved.Keys.Select(s => side[s])]);
    }

    private static int[] NumbersOf(IReadOnlyList<Line> lines, Dictionary<string, int> numbers)
    {
        var all = new int[lines.Count];
        for (var i = 0; i < all.Length; i++)
        {
            // Empty lines are alike: those in a list are not those beside it.
            var key = lines[i].Parent.Depth == 0 ? lines[i].Key : string.Create(CultureInfo.InvariantCulture, $"{lines[i].Parent.TypesHash}\n{lines[i].Key}");
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(numbers, key, out var exists);
            all[i] = number = exists ? number : numbers.Count - 1;
        }

        return all;
    }

    /// <summary>Pairs lines of a difference in order: the pairs that are most similar together.</summary>
    private static void PairSimilar(IReadOnlyList<Line> @base, IReadOnlyList<Line> side, Hunk hunk, int[] bases, Work work)
    {
        var (old, @new) = (WordsOf(@base, hunk.Start, hunk.Count), WordsOf(side, hunk.NewStart, hunk.NewCount));
        var whole = hunk;
        // Where each line was edited and none added, the lines are in pairs.
        for (; hunk is { Count: > 0, NewCount: > 0 } && Similarity(hunk.Start, hunk.NewStart) >= Similar; hunk = new Hunk(hunk.Start + 1, hunk.Count - 1, hunk.NewStart + 1, hunk.NewCount - 1))
        {
            bases[hunk.NewStart] = hunk.Start;
        }

        for (; hunk is { Count: > 0, NewCount: > 0 } && Similarity(hunk.End - 1, hunk.NewEnd - 1) >= Similar; hunk = hunk with { Count = hunk.Count - 1, NewCount = hunk.NewCount - 1 })
        {
            bases[hunk.NewEnd - 1] = hunk.End - 1;
        }

        if (hunk.Count == 0 || hunk.NewCount == 0 || (long)hunk.Count * hunk.NewCount > SimilarPairs.Max
            || !work.TrySpend((CountOf(old, hunk.Count) * hunk.NewCount) + (CountOf(@new, hunk.NewCount) * hunk.Count)))
        {
            return;
        }

        foreach (var (i, j) in SimilarPairs.Of(hunk.Count, hunk.NewCount, (i, j) => Similarity(hunk.Start + i, hunk.NewStart + j)))
        {
            bases[hunk.NewStart + j] = hunk.Start + i;
        }

        double Similarity(int b, int s) => SimilarityOf(@base[b], side[s], old[b - whole.Start], @new[s - whole.NewStart]);
    }

    /// <summary>An estimate of the number of words in some of the lines.</summary>
    private static long CountOf(int[][] words, int lines) => lines + (words.Sum(line => (long)line.Length) * lines / words.Length);

    private static int[][] WordsOf(IReadOnlyList<Line> lines, int start, int count)
    {
        var words = new int[count][];
        for (var i = 0; i < count; i++)
        {
            var hashes = new List<int>();
            for (var rest = lines[start + i].Text.AsSpan(); !rest.IsEmpty;)
            {
                var length = Words.LengthOfFirst(rest);
                if (Words.IsWord(rest[..length]))
                {
                    hashes.Add(string.GetHashCode(rest[..length], StringComparison.Ordinal));
                }

                rest = rest[length..];
            }

            hashes.Sort();
            words[i] = [.. hashes];
        }

        return words;
    }

    /// <summary>0 for lines that are not similar; up to 1, and above for lines with the same id.</summary>
    private static double SimilarityOf(Line one, Line other, int[] words, int[] otherWords)
    {
        if (one.Id is not null && other.Id is not null)
        {
            return string.Equals(one.Id, other.Id, StringComparison.Ordinal) ? 2 : 0;
        }

        if (string.Equals(one.Key, other.Key, StringComparison.Ordinal))
        {
            return one.Text.Length > 0 || one.IsAtom ? 1.5 : 0.1;
        }

        if (one.IsAtom != other.IsAtom || (one.IsAtom && !string.Equals(one.Type, other.Type, StringComparison.Ordinal)))
        {
            return 0;
        }

        var common = SimilarPairs.CountCommon(words, otherWords);
        var (shorter, longer) = (Math.Min(words.Length, otherWords.Length), Math.Max(words.Length, otherWords.Length));
        // Without words, the header is what can be alike.
        return shorter == 0 ? string.Equals(one.Header, other.Header, StringComparison.Ordinal) ? 0.1 : 0
            : common >= shorter * Similar ? ((double)common / shorter / 2) + ((double)common / longer / 2) : 0;
    }

    /// <summary>Unpaired lines that the side has elsewhere: with the same id, or equal and distinctive.</summary>
    private static Dictionary<int, int> FindMoved(IReadOnlyList<Line> @base, IReadOnlyList<Line> side, List<Hunk> hunks, int[] bases, int[] old, int[] @new)
    {
        var moved = new Dictionary<int, int>();
        if (hunks.Count == 0)
        {
            return moved;
        }

        var paired = new bool[@base.Count];
        foreach (var b in bases.Where(b => b != None))
        {
            paired[b] = true;
        }

        var added = new Dictionary<object, int>();
        for (var s = 0; s < side.Count; s++)
        {
            if (bases[s] == None && KeyOf(side[s], @new[s]) is { } key)
            {
                // What is there twice is not moved.
                added[key] = added.ContainsKey(key) ? None : s;
            }
        }

        for (var b = 0; b < @base.Count && added.Count > 0; b++)
        {
            if (!paired[b] && KeyOf(@base[b], old[b]) is { } key && added.Remove(key, out var s) && s != None)
            {
                moved.Add(s, b);
            }
        }

        return moved;

        static object? KeyOf(Line line, int number) => line.Id is { } id ? id : line.Text.Length >= DistinctiveLength ? number : null;
    }

    private static List<Line> PutBack(int count, IReadOnlyList<Line> side, int[] bases, Dictionary<int, int> moved, out int[] newBases)
    {
        var lineOf = new Dictionary<int, int>();
        foreach (var (s, b) in moved)
        {
            lineOf.Add(b, s);
        }

        var (lines, all) = (new List<Line>(side.Count), new List<int>(side.Count));
        var next = 0;
        for (var s = 0; s <= side.Count; s++)
        {
            if (s < side.Count && moved.ContainsKey(s))
            {
                continue;
            }

            // Before the first line that is behind it in the base.
            var b = s == side.Count ? count : bases[s];
            for (; next < b; next++)
            {
                if (lineOf.TryGetValue(next, out var back))
                {
                    lines.Add(side[back]);
                    all.Add(next);
                }
            }

            if (s < side.Count)
            {
                lines.Add(side[s]);
                all.Add(b);
            }
        }

        newBases = [.. all];
        return lines;
    }

    private static List<Hunk> HunksOf(IReadOnlyList<Line> @base, IReadOnlyList<Line> lines, int[] bases)
    {
        var hunks = new List<Hunk>();
        var (start, newStart) = (0, 0);
        for (var s = 0; s <= lines.Count; s++)
        {
            var b = s == lines.Count ? @base.Count : bases[s];
            if (b == None || (b < @base.Count && !string.Equals(@base[b].Key, lines[s].Key, StringComparison.Ordinal)))
            {
                continue;
            }

            if (b > start || s > newStart)
            {
                hunks.Add(new Hunk(start, b - start, newStart, s - newStart));
            }

            (start, newStart) = (b + 1, s + 1);
        }

        return hunks;
    }
}
