namespace SyncServer.Load.Scenarios;

/// <summary>A save as its client made it.</summary>
/// <param name="Document">The document's path.</param>
/// <param name="Writer">The number of the session.</param>
/// <param name="Sequence">Its Save-Sequence, like no other of the run: a line of the revision log tells which save wrote it.</param>
/// <param name="ETag">The ETag that its client knew; null where it knew of no document.</param>
/// <param name="Seen">The newest version that its client had seen; 0 where it knew of none.</param>
/// <param name="Body">The document as it would have it.</param>
internal sealed record Save(string Document, int Writer, long Sequence, string? ETag, long Seen, string Body)
{
    private readonly List<SaveResult> _results = [];

    /// <summary>What was answered, each time that it was sent and an answer came.</summary>
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

    /// <summary>Keeps an answer.</summary>
    public void Add(SaveResult result)
    {
        lock (_results)
        {
            _results.Add(result);
        }
    }
}

/// <summary>An answer to a save.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ETag">The version's ETag, where there is one.</param>
/// <param name="Version">The version's number, where there is one.</param>
/// <param name="Outcome">The Save-Outcome, where the server has such.</param>
internal readonly record struct SaveResult(int Status, string? ETag, long Version, string? Outcome)
{
    /// <summary>Whether it was accepted.</summary>
    public bool Accepted => Status is >= 200 and < 300;

    /// <summary>Whether it was refused as a conflict.</summary>
    public bool Conflict => Status == 412;
}
