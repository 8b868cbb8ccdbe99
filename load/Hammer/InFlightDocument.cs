namespace SyncServer.Load.Hammer;

/// <summary>What a client with several saves of one document in flight knows of it: the table of docs/protocol.md, section 13.</summary>
/// <param name="document">Not saved yet.</param>
internal sealed class InFlightDocument(Document document)
{
    private readonly Lock _lock = new();
    private int _version;
    private bool _refused;

    /// <summary>Whether a save was refused: an editor would stop and settle it.</summary>
    public bool IsRefused
    {
        get
        {
            lock (_lock)
            {
                return _refused;
            }
        }
    }

    /// <summary>The bytes of the next save, and its number among the document's.</summary>
    public (ReadOnlyMemory<byte> Bytes, int Save) Next(SaveRequest request)
    {
        lock (_lock)
        {
            var bytes = request.For(document);
            document.Parent = document.Saves;
            return (bytes, document.Saves);
        }
    }

    /// <summary>Learns what became of a save.</summary>
    public void Learn(int save, Answer answer)
    {
        lock (_lock)
        {
            _refused |= !answer.IsSuccess;
            // Content comes with the answer to a superseded save: the newer one's own answer counts.
            if (!answer.IsSuccess || !answer.Body.IsEmpty)
            {
                return;
            }

            if (answer.Version > _version)
            {
                _version = answer.Version;
                document.Remember(answer.Tag);
            }

            if (document.Parent == save)
            {
                document.Parent = 0;
            }
        }
    }
}
