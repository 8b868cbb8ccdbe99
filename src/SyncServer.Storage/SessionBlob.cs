using System.Collections.Immutable;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage;

/// <summary>Serializes session records. What queries need, and large contents, have columns of their own beside the blob.</summary>
internal static class SessionBlob
{
    /// <summary>Serializes a record, without the time of its last save and the bytes of its submission.</summary>
    public static byte[] Pack(SessionRecord record)
    {
        var bytes = new MemoryStream();
        var writer = new BinaryWriter(bytes);
        writer.Write(record.HasDropped);
        writer.Write7BitEncodedInt64(record.LastVersion);
        WriteSaves(writer, record.HighestFull is { } full ? [full] : []);
        WriteSaves(writer, record.Saves);
        writer.Write(record.Submission is not null);
        if (record.Submission is { } submission)
        {
            writer.Write7BitEncodedInt64(submission.Sequence);
            writer.Write7BitEncodedInt64(submission.Base ?? -1);
            Write(writer, submission.ETag ?? ETag.Foreign);
        }

        return bytes.ToArray();
    }

    /// <summary>Deserializes a record.</summary>
    /// <param name="bytes">The result of <see cref="Pack"/>.</param>
    /// <param name="acceptedAt">When the session's last save was accepted, UTC.</param>
    /// <param name="content">The content of the submission, if no version has it.</param>
    public static SessionRecord Unpack(byte[] bytes, DateTimeOffset acceptedAt, Content? content)
    {
        var reader = new BinaryReader(new MemoryStream(bytes));
        return new SessionRecord
        {
            HasDropped = reader.ReadBoolean(),
            LastVersion = reader.Read7BitEncodedInt64(),
            HighestFull = ReadSaves(reader).FirstOrDefault(),
            Saves = ReadSaves(reader),
            Submission = reader.ReadBoolean() ? ReadSubmission(reader, content) : null,
            AcceptedAt = acceptedAt,
        };
    }

    /// <summary>Deserializes a record that may be damaged; null if it is.</summary>
    public static SessionRecord? TryUnpack(byte[] bytes, DateTimeOffset acceptedAt)
    {
        try
        {
            return Unpack(bytes, acceptedAt, content: null);
        }
        catch (Exception e) when (e is IOException or FormatException or ArgumentException or OutOfMemoryException)
        {
            // The bytes end too early, or a number is not valid. A wrong count may be larger than any array.
            return null;
        }
    }

    private static void WriteSaves(BinaryWriter writer, IReadOnlyCollection<RecordedSave> saves)
    {
        writer.Write7BitEncodedInt(saves.Count);
        foreach (var save in saves)
        {
            writer.Write7BitEncodedInt64(save.Sequence);
            writer.Write((ulong)(save.Digest.Hash >> 64));
            writer.Write((ulong)save.Digest.Hash);
            Write(writer, save.ETag);
            writer.Write(save.IsFull);
            writer.Write(save.BringsContent);
        }
    }

    private static ImmutableArray<RecordedSave> ReadSaves(BinaryReader reader)
    {
        var saves = ImmutableArray.CreateBuilder<RecordedSave>(reader.Read7BitEncodedInt());
        while (saves.Count < saves.Capacity)
        {
            saves.Add(new RecordedSave(
                reader.Read7BitEncodedInt64(), new Digest(new UInt128(reader.ReadUInt64(), reader.ReadUInt64())), ReadETag(reader), IsFull: reader.ReadBoolean(), BringsContent: reader.ReadBoolean()));
        }

        return saves.MoveToImmutable();
    }

    private static Submission ReadSubmission(BinaryReader reader, Content? content)
    {
        var (sequence, @base, etag) = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64(), ReadETag(reader));
        return new Submission(sequence, @base < 0 ? null : @base, content is null ? etag : null, content);
    }

    private static void Write(BinaryWriter writer, ETag etag)
    {
        writer.Write7BitEncodedInt64(etag.Version);
        writer.Write(etag.Nonce);
    }

    private static ETag ReadETag(BinaryReader reader) => new(reader.Read7BitEncodedInt64(), reader.ReadUInt64());
}
