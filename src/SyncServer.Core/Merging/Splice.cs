namespace SyncServer.Core.Merging;

/// <summary>A version's bytes as an edit of the version before: a kept prefix, new bytes, and a kept suffix.</summary>
/// <param name="Prefix">The number of bytes kept from the start.</param>
/// <param name="Suffix">The number of bytes kept from the end.</param>
/// <param name="Middle">The new bytes between them.</param>
public readonly record struct Splice(int Prefix, int Suffix, ReadOnlyMemory<byte> Middle)
{
    /// <summary>The shortest splice that turns <paramref name="before"/> into <paramref name="after"/>.</summary>
    public static Splice Between(ReadOnlySpan<byte> before, ReadOnlyMemory<byte> after)
    {
        var prefix = before.CommonPrefixLength(after.Span);
        var suffix = CommonSuffixLength(before[prefix..], after.Span[prefix..]);
        return new Splice(prefix, suffix, after[prefix..^suffix]);
    }

    /// <summary>Applies the splice to the bytes of the version before.</summary>
    public byte[] Apply(ReadOnlySpan<byte> before)
    {
        var after = new byte[Prefix + Middle.Length + Suffix];
        before[..Prefix].CopyTo(after);
        Middle.Span.CopyTo(after.AsSpan(Prefix));
        before[^Suffix..].CopyTo(after.AsSpan(Prefix + Middle.Length));
        return after;
    }

    private static int CommonSuffixLength(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        // Blocks first: comparing blocks is vectorised, comparing single bytes is not.
        const int Block = 64;
        var max = Math.Min(one.Length, other.Length);
        var length = 0;
        while (length + Block <= max && one[^(length + Block)..^length].SequenceEqual(other[^(length + Block)..^length]))
        {
            length += Block;
        }

        while (length < max && one[^(length + 1)] == other[^(length + 1)])
        {
            length++;
        }

        return length;
    }
}
