namespace SyncServer.Load.Clients;

/// <summary>A save as sent by its client.</summary>
/// <param name="document">The document's path.</param>
/// <param name="writer">The number of the session.</param>
/// <param name="sequence">The Save-Sequence, unique in the run, so that a revision identifies the save that wrote it.</param>
/// <param name="etag">The ETag that the client knew; null if it knew no version.</param>
/// <param name="seen">The newest version that the client had read; 0 for none.</param>
/// <param name="body">The new content.</param>
internal sealed class Save(string document, int writer, long sequence, string? etag, long seen, string body)
{
    private SaveResult[] _results = [];

    /// <summary>The document's path.</summary>
    public string Document => document;

    /// <summary>The number of the session.</summary>
    public int Writer => writer;

    /// <summary>The Save-Sequence.</summary>
    public long Sequence => sequence;

    /// <summary>The ETag that the client knew; null if it knew no version.</summary>
    public string? ETag => etag;

    /// <summary>The newest version that the client had read; 0 for none.</summary>
    public long Seen => seen;

    /// <summary>The new content.</summary>
    public string Body { get; private set; } = body;

    /// <summary>The responses, one for each attempt that got one.</summary>
    public IReadOnlyList<SaveResult> Results => Volatile.Read(ref _results);

    /// <summary>Adds a response.</summary>
    public void Add(SaveResult result)
    {
        lock (this)
        {
            Volatile.Write(ref _results, [.. _results, result]);
        }
    }

    /// <summary>Drops the content of a save that is not sent again, so that a long run needs little memory.</summary>
    public void DropBody() => Body = "";
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
