using System.Collections.Immutable;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What one client remembers, as protocol section 13 says.</summary>
public sealed record Client
{
    /// <summary>Which client.</summary>
    public required int Index { get; init; }

    /// <summary>Whether its saves carry a sequence, those aside that a script sends without.</summary>
    public bool IsNumbered { get; init; } = true;

    /// <summary>Rises when it takes a new session.</summary>
    public int Generation { get; init; }

    /// <summary>The newest version that it adopted; null where it knows of none.</summary>
    public ETag? Adopted { get; init; }

    /// <summary>That version's content; null of a tombstone.</summary>
    public string? AdoptedText { get; init; }

    /// <summary>What is in the editor.</summary>
    public required string Text { get; init; }

    /// <summary>The edits that the editor's content is made with knowledge of.</summary>
    public UInt128 Seen { get; init; }

    /// <summary>The last sequence that was used.</summary>
    public long Sequence { get; init; }

    /// <summary>The saves that the content goes on from: neither refused nor adopted.</summary>
    public ImmutableArray<Made> MadeFrom { get; init; } = [];

    /// <summary>Every save that it sent, in order. Any of them may arrive at any time, again and again.</summary>
    public ImmutableArray<Message> Sent { get; init; } = [];

    /// <summary>Rises with every load and settled conflict: answers to older saves are ignored.</summary>
    public int Epoch { get; init; }

    /// <summary>How many saves it has made.</summary>
    public int Position => Sent.Length;

    /// <summary>How many steps of its script are done.</summary>
    public int Scripted { get; init; }

    /// <summary>A conflict that its user has not settled yet.</summary>
    public Answer? Conflict { get; init; }

    /// <summary>Which save ran into it.</summary>
    public int ConflictOf { get; init; }

    /// <summary>Its session.</summary>
    public SessionKey Session => World.SessionOf(Index, Generation);

    /// <summary>Whether a save of this epoch has no answer yet.</summary>
    public bool IsWaiting => Sent.Any(message => message.Epoch == Epoch && !message.IsAnswered);

    /// <summary>Whether a numbered save was refused, and no later one accepted.</summary>
    public bool IsMissingNumber => Sent.LastOrDefault(message => message.Command.Session == Session && message.IsAnswered && message.Command.Sequence is not null) is { AcceptedAs: null };

    /// <summary>Adopts a version as it is: what was not saved is dropped.</summary>
    public Client Load(ETag? etag, string? text, UInt128 edits, string empty) => this with
    {
        Adopted = etag, AdoptedText = text, Text = text ?? empty, Seen = edits, MadeFrom = [], Epoch = Epoch + 1, Conflict = null,
    };

    /// <summary>Adopts a version whose content its user was shown, and keeps the own content on top of it.</summary>
    public Client PutOn(Answer current) => this with
    {
        Adopted = current.ETag, AdoptedText = current.Text, Seen = Seen | current.Edits, MadeFrom = [], Epoch = Epoch + 1, Conflict = null,
    };

    /// <summary>Takes an answer to one of its saves.</summary>
    public Client Receive(int number, Answer answer)
    {
        var message = Sent[number];
        var client = this with { Sent = Sent.SetItem(number, message with { IsAnswered = true }) };
        return message.IsAnswered || message.Epoch != Epoch ? client
            : answer.Reason is { } reason ? client.TakeRefusal(number, answer, reason)
            // A newer full save holds all that this one did: that one's answer counts.
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

/// <summary>A save that a client's content goes on from.</summary>
/// <param name="Number">Which of its messages.</param>
/// <param name="Sequence">Its sequence, if any.</param>
/// <param name="Text">Its content.</param>
public sealed record Made(int Number, long? Sequence, string Text);

/// <summary>A save on its way.</summary>
/// <param name="Command">What it asks for.</param>
/// <param name="Seen">What its client had seen when it was sent.</param>
/// <param name="Edits">The edits that it states: all seen ones, of a PATCH those of the words that it changes.</param>
/// <param name="Text">What was in the editor; null of a DELETE.</param>
/// <param name="Epoch">The client's epoch when it was sent.</param>
/// <param name="SentAt">When it was sent.</param>
public sealed record Message(SaveCommand Command, UInt128 Seen, UInt128 Edits, string? Text, int Epoch, DateTimeOffset SentAt)
{
    /// <summary>How many times it has arrived.</summary>
    public int Deliveries { get; init; }

    /// <summary>Whether its client has an answer.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>The version that its answer named.</summary>
    public ETag? AcceptedAs { get; init; }

    /// <summary>The answers that are on their way, where they travel.</summary>
    public ImmutableArray<Answer> Answers { get; init; } = [];
}

/// <summary>What a client learns of a decision.</summary>
/// <param name="ETag">The version that a 2xx names, or the head that a conflict shows.</param>
/// <param name="Text">The content, where the answer brings it.</param>
/// <param name="Edits">What that version has taken in.</param>
public sealed record Answer(ETag? ETag, string? Text, UInt128 Edits)
{
    /// <summary>Whether a 2xx brings the content.</summary>
    public bool Brings { get; init; }

    /// <summary>Whether it names a later save's version.</summary>
    public bool IsSuperseded { get; init; }

    /// <summary>Why the save was refused; null where it was not.</summary>
    public Refusal? Reason { get; init; }

    /// <summary>What a conflict offers as the merged content; null where it says <c>mergeable</c> false.</summary>
    public string? Preview { get; init; }

    /// <summary>Whether a conflict says that nobody else is involved.</summary>
    public bool Self { get; init; }
}
