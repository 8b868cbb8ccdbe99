namespace SyncServer.Core.Merging.Text;

/// <summary>Gives equal pieces of text equal numbers, from 0.</summary>
internal sealed class PieceNumbers
{
    private readonly Dictionary<string, int> _numbers;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    /// <summary>No pieces yet.</summary>
    public PieceNumbers()
    {
        _numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>How many different pieces there are.</summary>
    public int Count => _numbers.Count;

    /// <summary>The number of a piece.</summary>
    public int Of(ReadOnlySpan<char> piece)
    {
        if (!_lookup.TryGetValue(piece, out var number))
        {
            number = _numbers.Count;
            _lookup[piece] = number;
        }

        return number;
    }
}
