namespace SyncServer.Load.Hammer;

/// <summary>The state of a client for one document.</summary>
internal sealed class Document(int number)
{
    public const int TagLimit = 48;

    /// <summary>The width of a document number.</summary>
    public const int NumberDigits = 6;

    /// <summary>The ETag for a response without one (of the floor), so that all servers get requests of the same form.</summary>
    public static ReadOnlySpan<byte> NoTag => "\"1-0000000000000000\""u8;

    private readonly byte[] _tag = new byte[TagLimit];
    private int _tagLength;

    /// <summary>The number, which determines the id and the connection.</summary>
    public int Number { get; } = number;

    /// <summary>The ETag of the last response, with its quotes; empty before the first.</summary>
    public ReadOnlySpan<byte> Tag => _tag.AsSpan(0, _tagLength);

    /// <summary>The number of sent saves.</summary>
    public int Saves { get; set; }

    /// <summary>The save, numbered as in <see cref="Saves"/>, that the next one continues (Save-Parent); 0 if it continues the version of the ETag.</summary>
    public int Parent { get; set; }

    public void Remember(ReadOnlySpan<byte> tag)
    {
        tag.CopyTo(_tag);
        _tagLength = tag.Length;
    }

    /// <summary>The state of another client that has read the version that is known here, and no newer one.</summary>
    public Document Copy()
    {
        var copy = new Document(Number) { Saves = Saves };
        copy.Remember(Tag);
        return copy;
    }

    /// <summary>Creates documents, numbered from <paramref name="first"/>.</summary>
    public static Document[] Many(int first, int count) => [.. Enumerable.Range(first, count).Select(number => new Document(number))];
}
