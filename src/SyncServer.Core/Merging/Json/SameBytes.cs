namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Tells whether parts of two documents are written alike. Asked from the outside in, it compares no byte for every level of nesting:
/// up to where two values first differ, what is in them is known to be the same, and what reaches beyond that to differ.
/// </summary>
internal sealed class SameBytes(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
{
    // These are the same. What comes behind them is not, if the last comparison found a difference.
    private int _start;
    private int _otherStart;
    private int _length;
    private bool _differsThen;

    /// <summary>Whether the bytes from one place to another are the same in both.</summary>
    public bool Are(int start, int end, int otherStart, int otherEnd)
    {
        var length = end - start;
        if (length != otherEnd - otherStart)
        {
            return false;
        }

        var offset = start - _start;
        if (offset >= 0 && offset <= _length && otherStart - _otherStart == offset)
        {
            if (offset + length <= _length)
            {
                return true;
            }

            if (_differsThen)
            {
                return false;
            }
        }

        (_start, _otherStart) = (start, otherStart);
        _length = one.Span[start..end].CommonPrefixLength(other.Span[otherStart..otherEnd]);
        _differsThen = _length < length;
        return !_differsThen;
    }

    /// <summary>Whether two values are, or neither is there.</summary>
    public bool Are(JsonValue value, JsonValue otherValue) => value.Exists && otherValue.Exists
        ? Are(value.Start, value.End, otherValue.Start, otherValue.End)
        : value.Exists == otherValue.Exists;
}
