using System.Security.Cryptography;

namespace SyncServer.Client.Saving;

/// <summary>One running client (protocol 1): its id lives in memory only, so that no two running instances ever share one.</summary>
internal sealed class ClientSession
{
    private long _sequence;

    /// <summary>The Session-Id.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The next Save-Sequence; strictly rising for every document, as it is for all of them.</summary>
    public long NextSequence() => Interlocked.Increment(ref _sequence);
}
