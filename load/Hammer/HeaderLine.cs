namespace SyncServer.Load.Hammer;

/// <summary>A header whose value changes between requests, written in place.</summary>
internal static class HeaderLine
{
    public static void Write(Span<byte> line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // Trailing spaces are not part of a field value (RFC 9110, section 5.5).
        line.Fill((byte)' ');
        name.CopyTo(line);
        value.CopyTo(line[name.Length..]);
    }
}
