namespace SyncServer.Testing.Racing;

/// <summary>A save of a client.</summary>
/// <param name="Document">The path of the document.</param>
/// <param name="Session">The name of the client in this race, for one user and one session.</param>
/// <param name="Sequence">The sequence, if the client sends sequences.</param>
/// <param name="ETag">The ETag of the version that the client had adopted; null if it had none.</param>
/// <param name="Known">The newest version that the client had seen; 0 if it had seen none.</param>
/// <param name="Kind">The kind of save.</param>
/// <param name="Marker">The body, which is unique in the race; empty for a delete.</param>
public sealed record RaceSave(string Document, string Session, long? Sequence, string? ETag, long Known, RaceKind Kind, string Marker)
{
    private readonly List<Answer> _answers = [];

    /// <summary>The responses, one for each time that it was sent and not cancelled.</summary>
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
    /// <summary>A PUT that creates the document.</summary>
    Create,

    /// <summary>A PUT on the adopted version.</summary>
    Put,

    /// <summary>A PATCH of the adopted version.</summary>
    Patch,

    /// <summary>A DELETE of the adopted version.</summary>
    Delete,

    /// <summary>A forced PUT.</summary>
    Forced,
}
