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
            Count(words, text.Base.Span, static (ref counts) => counts.Base++);
            Count(words, text.Theirs.Span, static (ref counts) => counts.Theirs++);
            Count(words, text.Yours.Span, static (ref counts) => counts.Yours++);
            Count(words, merged.Span, static (ref counts) => counts.Merged++);
        }

        foreach (var (old, @new) in _shared)
        {
            Count(words, old.Span, static (ref counts) => counts.Shared--);
            Count(words, @new.Span, static (ref counts) => counts.Shared++);
        }

        return words.Values.All(AddUp);
    }

    private static bool AddUp(Counts counts)
    {
        var their = counts.Theirs - counts.Base - counts.Shared;
        var your = counts.Yours - counts.Base - counts.Shared;
        // What both took away and one put back elsewhere was moved: the other one moved it too, or removed it.
        return counts.Merged == counts.Base + counts.Shared + their + your && (counts.Shared >= 0 || (their <= 0 && your <= 0));
    }

    private static void Count(Dictionary<string, Counts> words, ReadOnlySpan<char> text, Increment increment)
    {
        var lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
        while (!text.IsEmpty)
        {
            var length = Words.LengthOfFirst(text);
            if (Words.IsWord(text[..length]))
            {
                increment(ref CollectionsMarshal.GetValueRefOrAddDefault(lookup, text[..length], out _));
            }

            text = text[length..];
        }
    }

    private delegate void Increment(ref Counts counts);

    private struct Counts
    {
        public int Base;
        public int Theirs;
        public int Yours;
        public int Merged;
        public int Shared;
    }
}
