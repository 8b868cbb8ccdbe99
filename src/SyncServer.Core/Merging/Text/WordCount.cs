using System.Runtime.InteropServices;

namespace SyncServer.Core.Merging.Text;

/// <summary>
/// Checks a merge by counting: of each word there are as many as the two sides' changes make. A word that runs together with
/// another, is lost, or is there twice because both sides moved it to different places shows here, whatever the cause.
/// </summary>
internal sealed class WordCount
{
    private readonly List<(Sides<ReadOnlyMemory<char>> Text, ReadOnlyMemory<char> Merged)> _changed = [];
    private readonly List<(ReadOnlyMemory<char> Base, ReadOnlyMemory<char> New)> _shared = [];

    /// <summary>Notes a changed place, and what was made of it.</summary>
    public void Add(Sides<ReadOnlyMemory<char>> text, ReadOnlyMemory<char> merged) => _changed.Add((text, merged));

    /// <summary>Notes, within such a place, a change that both made in the same way: it counts once.</summary>
    public void AddShared(ReadOnlyMemory<char> @base, ReadOnlyMemory<char> @new) => _shared.Add((@base, @new));

    /// <summary>Whether all that was noted adds up.</summary>
    public bool AddsUp()
    {
        var words = new Dictionary<string, Counts>(StringComparer.Ordinal);
        foreach (var (text, merged) in _changed)
        {
            var @base = new Pieces(text.Base, Grain.Word);
            var theirs = new Pieces(text.Theirs, @base);
            Compare(words, @base, theirs, static (ref counts, by) => counts.Theirs += by);
            Compare(words, @base, new Pieces(text.Yours, @base), static (ref counts, by) => counts.Yours += by);
            Compare(words, theirs, new Pieces(merged, theirs), static (ref counts, by) => counts.Merged += by);
        }

        foreach (var (old, @new) in _shared)
        {
            var pieces = new Pieces(old, Grain.Word);
            Compare(words, pieces, new Pieces(@new, pieces), static (ref counts, by) => counts.Shared += by);
        }

        return words.Values.All(AddUp);
    }

    private static bool AddUp(Counts counts) =>
        counts.Merged == counts.Yours - counts.Shared
        // What both took away and one put back elsewhere was moved: the other one moved it too, or removed it.
        && (counts.Shared >= 0 || (counts.Theirs <= counts.Shared && counts.Yours <= counts.Shared));

    /// <summary>Counts the words that one text has more often than another that is cut like it, or less often.</summary>
    private static void Compare(Dictionary<string, Counts> words, Pieces old, Pieces @new, Increase increase)
    {
        Count(words, old, @new.SameFirst..(old.Count - @new.SameLast), by: -1, increase);
        Count(words, @new, @new.SameFirst..(@new.Count - @new.SameLast), by: 1, increase);
    }

    private static void Count(Dictionary<string, Counts> words, Pieces pieces, Range range, int by, Increase increase)
    {
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = range.Start.Value; i < range.End.Value; i++)
        {
            if (Words.Counts(pieces[i]))
            {
                increase(ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, pieces[i], out _), by);
            }
        }
    }

    private delegate void Increase(ref Counts counts, int by);

    // Each against the base; of the merge, against the head.
    private struct Counts
    {
        public int Theirs;
        public int Yours;
        public int Merged;
        public int Shared;
    }
}
