using SyncServer.Core.Documents;

namespace SyncServer.Insights;

/// <summary>
/// The write times of recent versions, to measure the age of the base of a stale save. A table of fixed size, in which a newer version replaces an older one; a base
/// that is no longer in the table is not measured. Writes are not synchronized, so concurrent writes to one slot can lose or distort a measurement.
/// </summary>
internal sealed class VersionTimes
{
    private const int Size = 1 << 15;

    private readonly ulong[] _nonces = new ulong[Size];
    private readonly long[] _times = new long[Size];

    /// <summary>Records a version.</summary>
    /// <param name="etag">The version. Its random nonce selects the slot.</param>
    /// <param name="timestamp">When it was written.</param>
    public void Record(ETag etag, long timestamp)
    {
        var slot = (int)(etag.Nonce % Size);
        Volatile.Write(ref _nonces[slot], 0);
        Volatile.Write(ref _times[slot], timestamp);
        Volatile.Write(ref _nonces[slot], etag.Nonce);
    }

    /// <summary>The timestamp at which a version was written; null if it is not known.</summary>
    public long? Find(ETag etag)
    {
        var slot = (int)(etag.Nonce % Size);
        var time = Volatile.Read(ref _times[slot]);
        return Volatile.Read(ref _nonces[slot]) == etag.Nonce ? time : null;
    }
}
