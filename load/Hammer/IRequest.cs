namespace SyncServer.Load.Hammer;

/// <summary>What one connection sends again and again, each time about another document.</summary>
internal interface IRequest
{
    /// <summary>The bytes to send; the next call writes over them.</summary>
    ReadOnlyMemory<byte> For(Document document);

    /// <summary>Whether an answer is the one that is measured.</summary>
    bool Accepts(Answer answer);
}
