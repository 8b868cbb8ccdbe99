namespace SyncServer.Load.Hammer;

/// <summary>A header field whose value changes from request to request, written in place.</summary>
internal static class HeaderLine
{
    public static void Write(Span<byte> line, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        // Spaces at the end of a field value are not part of it (RFC 9110 5.5).
        line.Fill((byte)' ');
        name.CopyTo(line);
        value.CopyTo(line[name.Length..]);
    }
}
