using SyncServer.Core.Documents;

namespace SyncServer.Insights;

/// <summary>
/// When versions were written, for those of the last moments: how old the base of a stale save is. A table of a fixed size, where a newer version
/// takes an older one's place; what is not known any more is not measured. Two writers of one place at once can make it be not known.
/// </summary>
internal sealed class VersionTimes
{
    private const int Size = 1 << 15;

    private readonly ulong[] _nonces = new ulong[Size];
    private readonly long[] _times = new long[Size];

    /// <summary>Notes a version.</summary>
    /// <param name="etag">Which one. Its nonce is random, and so is its place.</param>
    /// <param name="timestamp">When it was written.</param>
    public void Note(ETag etag, long timestamp)
    {
        var place = (int)(etag.Nonce % Size);
        Volatile.Write(ref _nonces[place], 0);
        Volatile.Write(ref _times[place], timestamp);
        Volatile.Write(ref _nonces[place], etag.Nonce);
    }

    /// <summary>When a version was written, if it is known.</summary>
    public long? Find(ETag etag)
    {
        var place = (int)(etag.Nonce % Size);
        var time = Volatile.Read(ref _times[place]);
        return Volatile.Read(ref _nonces[place]) == etag.Nonce ? time : null;
    }
}
