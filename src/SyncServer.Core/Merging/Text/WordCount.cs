using System.Runtime.InteropServices;

namespace SyncServer.Core.Merging.Text;

/// <summary>
/// Checks a merge by counting words: the merge must contain each word as often as both sides' changes require. The count shows a word that was joined with
/// another, was lost, or is duplicated because both sides moved it to different places, whatever the cause.
/// </summary>
internal sealed class WordCount
{
    private readonly List<(Sides<ReadOnlyMemory<char>> Text, ReadOnlyMemory<char> Merged)> _changed = [];
    private readonly List<(ReadOnlyMemory<char> Base, ReadOnlyMemory<char> New)> _shared = [];

    /// <summary>Adds a changed region and its merge.</summary>
    public void Add(Sides<ReadOnlyMemory<char>> text, ReadOnlyMemory<char> merged) => _changed.Add((text, merged));

    /// <summary>Adds a change within such a region that both sides made alike, which counts once.</summary>
    public void AddShared(ReadOnlyMemory<char> @base, ReadOnlyMemory<char> @new) => _shared.Add((@base, @new));

    /// <summary>Whether the counts of all words are right.</summary>
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
        // A word that both sides removed in one place and one side added in another was moved; the other side moved or removed it too.
        && (counts.Shared >= 0 || (counts.Theirs <= counts.Shared && counts.Yours <= counts.Shared));

    /// <summary>Counts how much more or less often each word occurs in one text than in another that is cut like it.</summary>
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

    // Differences to the base; for the merge, to the head.
    private struct Counts
    {
        public int Theirs;
        public int Yours;
        public int Merged;
        public int Shared;
    }
}
