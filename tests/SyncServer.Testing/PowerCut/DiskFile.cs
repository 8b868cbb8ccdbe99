namespace SyncServer.Testing.PowerCut;

/// <summary>A file: its durable content, and what was done to it since it was synced.</summary>
internal sealed class DiskFile(byte[] content)
{
    private readonly List<DiskRecord> _unsynced = [];
    private byte[] _durable = content;
    private int _length = content.Length;

    /// <summary>Whether it is written through memory: its content is not known.</summary>
    public bool IsMapped { get; set; }

    /// <summary>A write or a change of its size.</summary>
    public void Add(DiskRecord change) => _unsynced.Add(change);

    /// <summary>All changes are durable.</summary>
    public void Sync()
    {
        foreach (var change in _unsynced)
        {
            Apply(change, ref _durable, ref _length);
        }

        _unsynced.Clear();
    }

    /// <summary>The content after a power cut.</summary>
    public byte[] After(Random random, Survival survival)
    {
        var (bytes, length) = (_durable[.._length], _length);
        var whole = survival switch
        {
            Survival.Nothing => 0,
            Survival.Prefix => random.Next(_unsynced.Count + 1),
            _ => _unsynced.Count,
        };
        // A disk writes whole sectors.
        var sector = random.Next(2) is 0 ? 512 : 4096;
        foreach (var change in _unsynced.Take(whole))
        {
            Apply(change, survival is Survival.Some, random, sector, ref bytes, ref length);
        }

        if (whole < _unsynced.Count && survival is Survival.Prefix)
        {
            Apply(_unsynced[whole], isTorn: true, random, sector, ref bytes, ref length);
        }

        return bytes[..length];
    }

    private static void Apply(DiskRecord change, bool isTorn, Random random, int sector, ref byte[] bytes, ref int length)
    {
        if (!isTorn)
        {
            Apply(change, ref bytes, ref length);
        }
        else if (change.Kind is DiskRecord.Action.Resized)
        {
            if (random.Next(2) is 0)
            {
                Apply(change, ref bytes, ref length);
            }
        }
        else
        {
            for (var at = 0; at < change.Data.Length;)
            {
                var part = Math.Min(change.Data.Length - at, sector - (int)((change.Offset + at) % sector));
                if (random.Next(2) is 0)
                {
                    Apply(change with { Offset = change.Offset + at, Data = change.Data.Slice(at, part) }, ref bytes, ref length);
                }

                at += part;
            }
        }
    }

    private static void Apply(DiskRecord change, ref byte[] bytes, ref int length)
    {
        var isResized = change.Kind is DiskRecord.Action.Resized;
        var end = (int)change.Offset + change.Data.Length;
        if (end > bytes.Length)
        {
            Array.Resize(ref bytes, Math.Max(end, bytes.Length * 2));
        }

        if (isResized && end < length)
        {
            Array.Clear(bytes, end, length - end);
        }

        change.Data.CopyTo(bytes.AsMemory((int)change.Offset));
        length = isResized ? end : Math.Max(length, end);
    }
}
