namespace SyncServer.Load.Hammer;

/// <summary>What a client remembers of one document between its saves.</summary>
internal sealed class Document(int number)
{
    public const int TagLimit = 48;

    /// <summary>The width of a document's number wherever it is written.</summary>
    public const int NumberDigits = 6;

    /// <summary>What is remembered of an answer without an ETag (the floor's), so that all servers are sent requests of one shape.</summary>
    public static ReadOnlySpan<byte> NoTag => "\"1-0000000000000000\""u8;

    private readonly byte[] _tag = new byte[TagLimit];
    private int _tagLength;

    /// <summary>Makes its id, and says which connection owns it.</summary>
    public int Number { get; } = number;

    /// <summary>The ETag of the last answer, with its quotes; empty before the first.</summary>
    public ReadOnlySpan<byte> Tag => _tag.AsSpan(0, _tagLength);

    /// <summary>Saves sent so far.</summary>
    public int Saves { get; set; }

    /// <summary>The save, counted as in <see cref="Saves"/>, that the next one goes on from (Save-Parent); 0 where it goes on from the ETag's version.</summary>
    public int Parent { get; set; }

    public void Remember(ReadOnlySpan<byte> tag)
    {
        tag.CopyTo(_tag);
        _tagLength = tag.Length;
    }

    /// <summary>What another client knows of the document, that has read the version that is known here and will not hear of newer ones.</summary>
    public Document Copy()
    {
        var copy = new Document(Number) { Saves = Saves };
        copy.Remember(Tag);
        return copy;
    }

    /// <summary>Documents numbered from <paramref name="first"/> on, none of them saved yet.</summary>
    public static Document[] Many(int first, int count) => [.. Enumerable.Range(first, count).Select(number => new Document(number))];
}
