namespace SyncServer.Load.Hammer;

/// <summary>The request that one connection sends repeatedly, each time for another document.</summary>
internal interface IRequest
{
    /// <summary>Returns the bytes to send. The next call overwrites them.</summary>
    ReadOnlyMemory<byte> For(Document document);

    /// <summary>Whether a response is the expected one.</summary>
    bool Accepts(Answer answer);
}
