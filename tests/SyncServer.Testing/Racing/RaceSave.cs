namespace SyncServer.Testing.Racing;

/// <summary>A save as its client made it, with what that client knew when it made it.</summary>
/// <param name="Document">The document's path.</param>
/// <param name="Session">The client's name in this race; each is one person and one session.</param>
/// <param name="Sequence">Its number, where the client counts.</param>
/// <param name="ETag">The ETag of what the client knew; null where it knew of no document.</param>
/// <param name="Known">The newest version that the client had seen; 0 where it knew of none.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Marker">The body, like no other in the race; empty for a delete.</param>
public sealed record RaceSave(string Document, string Session, long? Sequence, string? ETag, long Known, RaceKind Kind, string Marker)
{
    private readonly List<Answer> _answers = [];

    /// <summary>All answers: one for each time that it was sent and not cancelled.</summary>
    public IReadOnlyList<Answer> Answers => _answers;

    /// <summary>Whether an answer was lost, so that nobody knows what became of that attempt.</summary>
    public bool Lost { get; set; }

    /// <summary>Keeps an answer. A save may be on its way more than once.</summary>
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
    /// <summary>A PUT where its client knows of no document.</summary>
    Create,

    /// <summary>A PUT on what its client knows.</summary>
    Put,

    /// <summary>A PATCH on what its client knows.</summary>
    Patch,

    /// <summary>A DELETE of what its client knows.</summary>
    Delete,

    /// <summary>A PUT over whatever is there.</summary>
    Forced,
}
