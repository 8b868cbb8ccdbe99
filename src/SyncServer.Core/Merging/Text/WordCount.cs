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
            Compare(words, text.Base, text.Theirs, static (ref counts, by) => counts.Theirs += by);
            Compare(words, text.Base, text.Yours, static (ref counts, by) => counts.Yours += by);
            Compare(words, text.Theirs, merged, static (ref counts, by) => counts.Merged += by);
        }

        foreach (var (old, @new) in _shared)
        {
            Compare(words, old, @new, static (ref counts, by) => counts.Shared += by);
        }

        return words.Values.All(AddUp);
    }

    private static bool AddUp(Counts counts) =>
        counts.Merged == counts.Yours - counts.Shared
        // What both took away and one put back elsewhere was moved: the other one moved it too, or removed it.
        && (counts.Shared >= 0 || (counts.Theirs <= counts.Shared && counts.Yours <= counts.Shared));

    /// <summary>Counts the words that one text has more often than another, or less often.</summary>
    private static void Compare(Dictionary<string, Counts> words, ReadOnlyMemory<char> old, ReadOnlyMemory<char> @new, Increase increase)
    {
        var oldPieces = new Pieces(old, Grain.Word);
        var newPieces = new Pieces(@new, oldPieces);
        Count(words, oldPieces, newPieces.SameFirst..(oldPieces.Count - newPieces.SameLast), by: -1, increase);
        Count(words, newPieces, newPieces.SameFirst..(newPieces.Count - newPieces.SameLast), by: 1, increase);
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
