using System.Buffers.Binary;
using SyncServer.Core.Merging;

namespace SyncServer.Storage;

/// <summary>
/// The bytes that a row stores of its version: a splice against the version before (a snapshot is a splice that keeps nothing), or a series of splices, if
/// versions in between were removed. A series is never larger than the rows that it replaces.
/// </summary>
/// <param name="Prefix">The prefix of the splice; <see cref="Series"/> for a series.</param>
/// <param name="Suffix">The suffix of the splice; 0 for a series.</param>
/// <param name="Bytes">
/// The middle of the splice. For a series, each splice's prefix, suffix and length as 32-bit little-endian numbers, followed by its middle.
/// </param>
internal readonly record struct Payload(int Prefix, int Suffix, ReadOnlyMemory<byte> Bytes)
{
    private const int Series = -1;
    private const int HeadBytes = 12;

    /// <summary>Whether this is a series.</summary>
    public bool IsJoined => Prefix == Series;

    public static implicit operator Payload(Splice splice) => new(splice.Prefix, splice.Suffix, splice.Middle);

    /// <summary>Joins the payload of a row and those of the removed rows before it.</summary>
    public static Payload Join(IEnumerable<Payload> payloads)
    {
        var bytes = new MemoryStream();
        Span<byte> head = stackalloc byte[HeadBytes];
        foreach (var payload in payloads)
        {
            if (!payload.IsJoined)
            {
                BinaryPrimitives.WriteInt32LittleEndian(head, payload.Prefix);
                BinaryPrimitives.WriteInt32LittleEndian(head[4..], payload.Suffix);
                BinaryPrimitives.WriteInt32LittleEndian(head[8..], payload.Bytes.Length);
                bytes.Write(head);
            }

            bytes.Write(payload.Bytes.Span);
        }

        return new Payload(Series, 0, bytes.ToArray());
    }

    /// <summary>The payload of one or more splices.</summary>
    public static Payload Of(IReadOnlyList<Splice> splices) => splices is [var only] ? only : Join(splices.Select(splice => (Payload)splice));

    /// <summary>The splices in the order in which they apply; null if the bytes are not a series.</summary>
    public IReadOnlyList<Splice>? ToSplices()
    {
        if (Prefix != Series)
        {
            return [new Splice(Prefix, Suffix, Bytes)];
        }

        var splices = new List<Splice>();
        for (var rest = Bytes; !rest.IsEmpty;)
        {
            var head = rest.Span;
            if (head.Length < HeadBytes || BinaryPrimitives.ReadInt32LittleEndian(head[8..]) is var length && (length < 0 || length > head.Length - HeadBytes))
            {
                return null;
            }

            splices.Add(new Splice(BinaryPrimitives.ReadInt32LittleEndian(head), BinaryPrimitives.ReadInt32LittleEndian(head[4..]), rest.Slice(HeadBytes, length)));
            rest = rest[(HeadBytes + length)..];
        }

        return splices;
    }

    /// <summary>The bytes of a version.</summary>
    /// <param name="chain">The payloads from its snapshot to itself.</param>
    public static byte[] ApplyAll(IEnumerable<Payload> chain) => chain.Aggregate(Array.Empty<byte>(), (bytes, payload) => payload.Apply(bytes));

    /// <summary>Applies the payload to the bytes of the version before.</summary>
    public byte[] Apply(ReadOnlySpan<byte> before)
    {
        if (!IsJoined)
        {
            return new Splice(Prefix, Suffix, Bytes).Apply(before);
        }

        var splices = ToSplices() ?? throw new InvalidDataException("The payload of a version is damaged.");
        var made = splices[0].Apply(before);
        foreach (var splice in splices.Skip(1))
        {
            made = splice.Apply(made);
        }

        return made;
    }
}
