namespace SyncServer.Testing.Racing;

/// <summary>A save, with what its client knew when it sent it.</summary>
/// <param name="Document">The document's path.</param>
/// <param name="Session">The name of the client, which is one user and one session.</param>
/// <param name="Sequence">The sequence; null if the client does not number its saves.</param>
/// <param name="ETag">The ETag that the client knew; null if it knew no version.</param>
/// <param name="Known">The newest version that the client had read; 0 for none.</param>
/// <param name="Kind">The kind of save.</param>
/// <param name="Marker">The body, which is unique in the race; empty for a delete.</param>
public sealed record RaceSave(string Document, string Session, long? Sequence, string? ETag, long Known, RaceKind Kind, string Marker)
{
    private readonly List<Answer> _answers = [];

    /// <summary>The responses, one for each attempt that was not cancelled.</summary>
    public IReadOnlyList<Answer> Answers => _answers;

    /// <summary>Whether a response was lost, so that the result of that attempt is unknown.</summary>
    public bool Lost { get; set; }

    /// <summary>Adds a response. A save may be in flight more than once.</summary>
    public void Add(Answer answer)
    {
        lock (_answers)
        {
            _answers.Add(answer);
        }
    }
}

/// <summary>The kinds of saves in a race.</summary>
public enum RaceKind
{
    /// <summary>A PUT of a client that knows no version.</summary>
    Create,

    /// <summary>A PUT on the version that the client knows.</summary>
    Put,

    /// <summary>A PATCH on the version that the client knows.</summary>
    Patch,

    /// <summary>A DELETE of the version that the client knows.</summary>
    Delete,

    /// <summary>A forced PUT.</summary>
    Forced,
}
