using System.Runtime.InteropServices;

namespace SyncServer.Core.Merging.Text;

/// <summary>
/// Checks a merge by counting: of each word there are as many as the two sides' changes make. A word that runs together with
/// another, is lost, or is there twice because both sides moved it to different places shows here, whatever the cause.
/// </summary>
internal sealed class WordCount
{
    private readonly List<(Sides<ReadOnlyMemory<char>> Text, ReadOnlyMemory<char> Merged)> _changed = [];
    private bool _hasBoth;

    /// <summary>Notes a changed place and what was made of it.</summary>
    public void Add(Sides<ReadOnlyMemory<char>> text, ReadOnlyMemory<char> merged, ChangedBy by)
    {
        _changed.Add((text, merged));
        _hasBoth |= by is ChangedBy.Both;
    }

    /// <summary>Whether all that was noted adds up. It always does where no place was changed by both.</summary>
    public bool AddsUp()
    {
        var words = new Dictionary<string, Counts>(StringComparer.Ordinal);
        if (_hasBoth)
        {
            foreach (var (text, merged) in _changed)
            {
                Count(words, text.Base.Span, static (ref counts) => counts.Base++);
                Count(words, text.Theirs.Span, static (ref counts) => counts.Theirs++);
                Count(words, text.Yours.Span, static (ref counts) => counts.Yours++);
                Count(words, merged.Span, static (ref counts) => counts.Merged++);
            }
        }

        return words.Values.All(AddUp);
    }

    private static bool AddUp(Counts counts)
    {
        var their = counts.Theirs - counts.Base;
        var your = counts.Yours - counts.Base;
        // What both did may be one and the same or two things; what only one did is neither more nor less.
        var (least, most) = their > 0 && your > 0 ? (Math.Max(their, your), their + your)
            : their < 0 && your < 0 ? (their + your, Math.Min(their, your))
            : (their + your, their + your);
        return counts.Merged - counts.Base >= least && counts.Merged - counts.Base <= most;
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
    }
}
