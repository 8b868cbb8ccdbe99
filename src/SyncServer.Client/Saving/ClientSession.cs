using System.Security.Cryptography;

namespace SyncServer.Client.Saving;

/// <summary>One running client (protocol 1). Its documents share its id; one that goes on from a draft goes on with the draft's (protocol 13).</summary>
internal sealed class ClientSession
{
    private readonly Lock _gate = new();

    /// <summary>The Session-Id.</summary>
    public string Id { get; } = NewId();

    /// <summary>The highest Save-Sequence of the documents that were closed: a document opened again never uses a number twice.</summary>
    public long Sequence { get; private set; }

    /// <summary>A new Session-Id.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>A document that used numbers up to this one is closed.</summary>
    public void Close(long sequence)
    {
        lock (_gate)
        {
            Sequence = Math.Max(Sequence, sequence);
        }
    }
}
