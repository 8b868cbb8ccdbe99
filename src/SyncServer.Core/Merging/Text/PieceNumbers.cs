using System.Diagnostics.CodeAnalysis;

namespace SyncServer.Core.Merging.Text;

/// <summary>Numbers pieces of text from 0. Equal pieces get the same number.</summary>
internal sealed class PieceNumbers
{
    private readonly Dictionary<ReadOnlyMemory<char>, int> _numbers = new(new SameText());

    /// <summary>The number of distinct pieces.</summary>
    public int Count => _numbers.Count;

    /// <summary>The number of a piece. The piece is referenced, not copied.</summary>
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

        // The hash is seeded for each process, so clients cannot choose texts that collide.
        public int GetHashCode([DisallowNull] ReadOnlyMemory<char> obj) => string.GetHashCode(obj.Span, StringComparison.Ordinal);
    }
}
