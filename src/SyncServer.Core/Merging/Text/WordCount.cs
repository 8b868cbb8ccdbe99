using System.Runtime.InteropServices;

namespace SyncServer.Core.Merging.Text;

/// <summary>
/// Checks a merge by counting: of each word there are as many as the two sides' changes make. A word that runs together with
/// another, is lost, or is there twice because both sides moved it to different places shows here, whatever the cause.
/// </summary>
internal sealed class WordCount
{
    private readonly Dictionary<string, Counts> _words = new(StringComparer.Ordinal);

    /// <summary>Counts a changed place and what was made of it.</summary>
    public void Add(ReadOnlySpan<char> @base, ReadOnlySpan<char> theirs, ReadOnlySpan<char> yours, ReadOnlySpan<char> merged)
    {
        Add(@base, static (ref counts) => counts.Base++);
        Add(theirs, static (ref counts) => counts.Theirs++);
        Add(yours, static (ref counts) => counts.Yours++);
        Add(merged, static (ref counts) => counts.Merged++);
    }

    /// <summary>Whether all that was counted adds up.</summary>
    public bool AddsUp()
    {
        foreach (var counts in _words.Values)
        {
            var their = counts.Theirs - counts.Base;
            var your = counts.Yours - counts.Base;
            var made = counts.Merged - counts.Base;
            // What both did may be one and the same or two things; what only one did is neither more nor less.
            var (least, most) = their > 0 && your > 0 ? (Math.Max(their, your), their + your)
                : their < 0 && your < 0 ? (their + your, Math.Min(their, your))
                : (their + your, their + your);
            if (made < least || made > most)
            {
                return false;
            }
        }

        return true;
    }

    private delegate void Increment(ref Counts counts);

    private void Add(ReadOnlySpan<char> text, Increment increment)
    {
        var lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();
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

    private struct Counts
    {
        public int Base;
        public int Theirs;
        public int Yours;
        public int Merged;
    }
}
