namespace SyncServer.Load.Scenarios;

/// <summary>A save as sent by its client.</summary>
/// <param name="Document">The document's path.</param>
/// <param name="Writer">The number of the session.</param>
/// <param name="Sequence">The Save-Sequence, unique in the run, so that a revision identifies the save that wrote it.</param>
/// <param name="ETag">The ETag that the client knew; null if it knew no version.</param>
/// <param name="Seen">The newest version that the client had read; 0 for none.</param>
/// <param name="Body">The new content.</param>
internal sealed record Save(string Document, int Writer, long Sequence, string? ETag, long Seen, string Body)
{
    private readonly List<SaveResult> _results = [];

    /// <summary>The responses, one for each attempt that got one.</summary>
    public IReadOnlyList<SaveResult> Results
    {
        get
        {
            lock (_results)
            {
                return [.. _results];
            }
        }
    }

    /// <summary>Adds a response.</summary>
    public void Add(SaveResult result)
    {
        lock (_results)
        {
            _results.Add(result);
        }
    }
}

/// <summary>A response to a save.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ETag">The ETag of the version, if any.</param>
/// <param name="Version">The number of the version, if any.</param>
/// <param name="Outcome">The Save-Outcome, if the server sends it.</param>
internal readonly record struct SaveResult(int Status, string? ETag, long Version, string? Outcome)
{
    /// <summary>Whether it was accepted.</summary>
    public bool Accepted => Status is >= 200 and < 300;

    /// <summary>Whether it was refused as a conflict.</summary>
    public bool Conflict => Status == 412;
}
