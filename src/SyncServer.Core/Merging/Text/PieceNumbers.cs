using System.Diagnostics.CodeAnalysis;

namespace SyncServer.Core.Merging.Text;

/// <summary>Gives equal pieces of text equal numbers, from 0.</summary>
internal sealed class PieceNumbers
{
    private readonly Dictionary<ReadOnlyMemory<char>, int> _numbers = new(new SameText());

    /// <summary>How many different pieces there are.</summary>
    public int Count => _numbers.Count;

    /// <summary>The number of a piece. The text that it was cut from is kept, not copied.</summary>
    public int Of(ReadOnlyMemory<char> piece)
    {
        if (!_numbers.TryGetValue(piece, out var number))
        {
            number = _numbers.Count;
            _numbers.Add(piece, number);
        }

        return number;
    }

    private sealed class SameText : IEqualityComparer<ReadOnlyMemory<char>>
    {
        public bool Equals(ReadOnlyMemory<char> x, ReadOnlyMemory<char> y) => x.Span.SequenceEqual(y.Span);

        // Seeded for each process, so that clients cannot choose texts that collide.
        public int GetHashCode([DisallowNull] ReadOnlyMemory<char> obj) => string.GetHashCode(obj.Span, StringComparison.Ordinal);
    }
}
