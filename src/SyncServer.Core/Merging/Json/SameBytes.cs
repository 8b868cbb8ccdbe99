namespace SyncServer.Core.Merging.Json;

/// <summary>
/// Compares the bytes of parts of two documents. If values are compared from the outside in, no byte is compared again at each level of nesting: the result of
/// the last comparison says that what lies before the first difference is equal, and what reaches beyond it is not.
/// </summary>
internal sealed class SameBytes(ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other)
{
    // These ranges are equal. The next bytes differ if the last comparison found a difference.
    private int _start;
    private int _otherStart;
    private int _length;
    private bool _differsThen;

    /// <summary>Whether two ranges have equal bytes.</summary>
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

    /// <summary>Whether two values have equal bytes, or both are absent.</summary>
    public bool Are(JsonValue value, JsonValue otherValue) => value.Exists && otherValue.Exists
        ? Are(value.Start, value.End, otherValue.Start, otherValue.End)
        : value.Exists == otherValue.Exists;
}
