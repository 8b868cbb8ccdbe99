namespace SyncServer.Load.Hammer;

/// <summary>The state of a client with several saves of one document in flight: the table of docs/protocol.md, section 13.</summary>
/// <param name="document">The document, which does not exist yet.</param>
internal sealed class InFlightDocument(Document document)
{
    private readonly Lock _lock = new();
    private int _version;
    private bool _refused;

    /// <summary>Whether a save was refused. An editor would stop and settle the conflict.</summary>
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

    /// <summary>The bytes of the next save, and its sequence.</summary>
    public (ReadOnlyMemory<byte> Bytes, int Save) Next(SaveRequest request)
    {
        lock (_lock)
        {
            var bytes = request.For(document);
            document.Parent = document.Saves;
            return (bytes, document.Saves);
        }
    }

    /// <summary>Applies the response to a save.</summary>
    public void Learn(int save, Answer answer)
    {
        lock (_lock)
        {
            _refused |= !answer.IsSuccess;
            // The response to a superseded save has content. It is ignored, as the response to the newer save counts.
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
