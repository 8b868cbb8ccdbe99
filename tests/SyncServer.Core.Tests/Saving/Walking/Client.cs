using System.Collections.Immutable;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>The state of one client (docs/protocol.md, section 13).</summary>
public sealed record Client
{
    /// <summary>The client's number.</summary>
    public required int Index { get; init; }

    /// <summary>Whether its saves have a sequence, except those that a script sends without one.</summary>
    public bool IsNumbered { get; init; } = true;

    /// <summary>Rises when the client takes a new session.</summary>
    public int Generation { get; init; }

    /// <summary>The newest version that the client adopted; null if it adopted none.</summary>
    public ETag? Adopted { get; init; }

    /// <summary>That version's content; null for a tombstone.</summary>
    public string? AdoptedText { get; init; }

    /// <summary>The text in the editor.</summary>
    public required string Text { get; init; }

    /// <summary>The edits that the client had seen when the text in the editor was made.</summary>
    public UInt128 Seen { get; init; }

    /// <summary>The last used sequence.</summary>
    public long Sequence { get; init; }

    /// <summary>The saves that the text was made from, which are neither refused nor adopted.</summary>
    public ImmutableArray<Made> MadeFrom { get; init; } = [];

    /// <summary>All sent saves, in order. Each may arrive at any time, and repeatedly.</summary>
    public ImmutableArray<Message> Sent { get; init; } = [];

    /// <summary>Rises with every load and settled conflict. Responses to older saves are ignored.</summary>
    public int Epoch { get; init; }

    /// <summary>The number of saves that the client made.</summary>
    public int Position => Sent.Length;

    /// <summary>The number of steps of its script that are done.</summary>
    public int Scripted { get; init; }

    /// <summary>A conflict that the user has not settled yet.</summary>
    public Answer? Conflict { get; init; }

    /// <summary>The save that was refused with the conflict.</summary>
    public int ConflictOf { get; init; }

    /// <summary>The client's session.</summary>
    public SessionKey Session => World.SessionOf(Index, Generation);

    /// <summary>Whether a save of this epoch has no response yet.</summary>
    public bool IsWaiting => Sent.Any(message => message.Epoch == Epoch && !message.IsAnswered);

    /// <summary>Whether a numbered save was refused and no later one accepted.</summary>
    public bool IsMissingNumber => Sent.LastOrDefault(message => message.Command.Session == Session && message.IsAnswered && message.Command.Sequence is not null) is { AcceptedAs: null };

    /// <summary>Adopts a version and drops unsaved edits.</summary>
    public Client Load(ETag? etag, string? text, UInt128 edits, string empty) => this with
    {
        Adopted = etag, AdoptedText = text, Text = text ?? empty, Seen = edits, MadeFrom = [], Epoch = Epoch + 1, Conflict = null,
    };

    /// <summary>Adopts a version that the user was shown, and keeps the own text on top of it.</summary>
    public Client PutOn(Answer current) => this with
    {
        Adopted = current.ETag, AdoptedText = current.Text, Seen = Seen | current.Edits, MadeFrom = [], Epoch = Epoch + 1, Conflict = null,
    };

    /// <summary>Handles the response to a save.</summary>
    public Client Receive(int number, Answer answer)
    {
        var message = Sent[number];
        var client = this with { Sent = Sent.SetItem(number, message with { IsAnswered = true }) };
        return message.IsAnswered || message.Epoch != Epoch ? client
            : answer.Reason is { } reason ? client.TakeRefusal(number, answer, reason)
            // A newer full save includes this one, so the response to that one counts.
            : answer.IsSuperseded ? client
            : client.TakeAcceptance(number, answer);
    }

    private Client TakeRefusal(int number, Answer answer, Refusal reason)
    {
        var client = this with { MadeFrom = MadeFrom.RemoveAll(made => made.Number == number) };
        var isContained = Enumerable.Range(number + 1, Sent.Length - number - 1).Any(later => Sent[later] is { AcceptedAs: not null, Command.IsFull: true });
        return reason is Refusal.EditConflict or Refusal.AlreadyExists && !isContained ? client with { Conflict = answer, ConflictOf = number } : client;
    }

    private Client TakeAcceptance(int number, Answer answer)
    {
        var message = Sent[number] with { AcceptedAs = answer.ETag };
        var client = this with { Sent = Sent.SetItem(number, message) };
        if (client.Conflict is not null && ConflictOf < number && message.Command.IsFull)
        {
            client = client with { Conflict = null };
        }

        var isNewer = answer.ETag!.Value.Version > (Adopted?.Version ?? 0);
        if (!answer.Brings || answer.Text == message.Text)
        {
            client = client with { MadeFrom = MadeFrom.RemoveAll(made => made.Number <= number) };
            return isNewer ? client with { Adopted = answer.ETag, AdoptedText = message.Text, Seen = Seen | answer.Edits } : client;
        }

        var isNewest = number == Sent.Length - 1;
        return isNewest && isNewer
            ? client with { Adopted = answer.ETag, AdoptedText = answer.Text, Text = answer.Text!, Seen = Seen | answer.Edits, MadeFrom = [] }
            : client;
    }
}

/// <summary>A save that a client's text was made from.</summary>
/// <param name="Number">The number of its message.</param>
/// <param name="Sequence">Its sequence, if any.</param>
/// <param name="Text">Its content.</param>
public sealed record Made(int Number, long? Sequence, string Text);

/// <summary>A save in flight.</summary>
/// <param name="Command">The save.</param>
/// <param name="Seen">The edits that the client had seen when it was sent.</param>
/// <param name="Edits">The edits that it states: all seen edits, or for a PATCH those of the words that it changes.</param>
/// <param name="Text">The text in the editor; null for a DELETE.</param>
/// <param name="Epoch">The client's epoch when it was sent.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record Message(SaveCommand Command, UInt128 Seen, UInt128 Edits, string? Text, int Epoch, DateTimeOffset SentAt)
{
    /// <summary>How many times it arrived.</summary>
    public int Deliveries { get; init; }

    /// <summary>Whether the client has a response.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>The version that the response named.</summary>
    public ETag? AcceptedAs { get; init; }

    /// <summary>The responses in flight, if the scenario delays responses.</summary>
    public ImmutableArray<Answer> Answers { get; init; } = [];
}

/// <summary>A response as the client sees it.</summary>
/// <param name="ETag">The version that a 2xx names, or the head of a conflict.</param>
/// <param name="Text">The content, if the response contains it.</param>
/// <param name="Edits">The edits that the version includes.</param>
public sealed record Answer(ETag? ETag, string? Text, UInt128 Edits)
{
    /// <summary>Whether a 2xx contains the content.</summary>
    public bool Brings { get; init; }

    /// <summary>Whether it names the version of a later save.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>Why the save was refused; null if it was not.</summary>
    public Refusal? Reason { get; init; }

    /// <summary>The merged content of a conflict; null if <c>mergeable</c> is false.</summary>
    public string? Preview { get; init; }

    /// <summary>The <c>self</c> member of a conflict: whether no other session is involved.</summary>
    public bool Self { get; init; }
}
