using System.Buffers.Binary;
using System.Text;

namespace SyncServer.Testing.PowerCut;

/// <summary>What a process did to a file: a record of powercut.c.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="File">The inode.</param>
/// <param name="Offset">Where it wrote, or the new size.</param>
/// <param name="Data">The data, or names, each with a zero at its end.</param>
internal readonly record struct DiskRecord(DiskRecord.Action Kind, ulong File, long Offset, ReadOnlyMemory<byte> Data)
{
    private const int HeaderLength = 24;

    /// <summary>The names: of the file, or its old and its new one.</summary>
    public string[] Names => Encoding.UTF8.GetString(Data.Span).TrimEnd('\0').Split('\0');

    /// <summary>Reads a record, unless it is incomplete.</summary>
    public static bool TryRead(byte[] log, int start, out DiskRecord record, out int end)
    {
        (record, end) = (default, start);
        if (log.Length - start < HeaderLength)
        {
            return false;
        }

        var header = log.AsSpan(start, HeaderLength);
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[4..]);
        if (log.Length - start - HeaderLength < length)
        {
            return false;
        }

        record = new DiskRecord(
            (Action)BinaryPrimitives.ReadInt32LittleEndian(header),
            BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
            log.AsMemory(start + HeaderLength, length));
        end = start + HeaderLength + length;
        return true;
    }

    /// <summary>The kinds of powercut.c.</summary>
    public enum Action
    {
        /// <summary>Opened a file that exists, or the directory.</summary>
        Opened = 1,

        /// <summary>Created a file.</summary>
        Created,

        /// <summary>Wrote data.</summary>
        Written,

        /// <summary>Changed the size.</summary>
        Resized,

        /// <summary>Made all of it durable that was done to the file before.</summary>
        Synced,

        /// <summary>Renamed a file.</summary>
        Renamed,

        /// <summary>Gave a file another name.</summary>
        Linked,

        /// <summary>Removed a name.</summary>
        Removed,

        /// <summary>Mapped a file into memory for writing.</summary>
        Mapped,
    }
}
