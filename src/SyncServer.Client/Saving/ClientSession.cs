using System.Security.Cryptography;

namespace SyncServer.Client.Saving;

/// <summary>
/// The session of one running client (docs/protocol.md, section 1), which its documents share. A document that continues from a draft uses the draft's session
/// (docs/protocol.md, section 13).
/// </summary>
internal sealed class ClientSession
{
    private readonly Lock _gate = new();

    /// <summary>The Session-Id.</summary>
    public string Id { get; } = NewId();

    /// <summary>The highest Save-Sequence of the documents that were closed, so that a document opened again never reuses a sequence.</summary>
    public long Sequence { get; private set; }

    /// <summary>A new Session-Id.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>A document that used sequences up to this one was closed.</summary>
    public void DocumentClosed(long sequence)
    {
        lock (_gate)
        {
            Sequence = Math.Max(Sequence, sequence);
        }
    }
}
