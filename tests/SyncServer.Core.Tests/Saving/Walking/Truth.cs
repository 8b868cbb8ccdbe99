using System.Collections.Immutable;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>
/// What really happened, recorded independently of the store: who made which edit, which edits each version includes, and which saves were accepted.
/// </summary>
/// <param name="Edits">All edits.</param>
public sealed record Truth(Edits Edits)
{
    /// <summary>Every written version, oldest first, including thinned ones.</summary>
    public ImmutableArray<WrittenVersion> Versions { get; private init; } = [];

    /// <summary>Every accepted save, in order.</summary>
    public ImmutableArray<AcceptedSave> Accepted { get; private init; } = [];

    /// <summary>The edits of saves that left a version unchanged. As no version shows them, no client can have seen them.</summary>
    public UInt128 Agreed { get; private init; }

    /// <summary>The state before any save.</summary>
    public static Truth Begin(int clients) => new(new Edits(clients));

    /// <summary>The edits that a version includes.</summary>
    public UInt128 EditsOf(long version) => version == 0 ? 0 : Versions[(int)version - 1].Edits;

    /// <summary>Adds the version that another user wrote before the walk.</summary>
    public Truth WithFirst(Head head) => this with { Versions = [new WrittenVersion(head.Newest.Session, Edits.First, IsDeleted: false)] };

    /// <summary>A client states new content. Differences to what it has seen are new edits.</summary>
    public (Truth Truth, UInt128 Stated, UInt128 Seen) Write(Client client, string? text)
    {
        var edits = Edits;
        var seen = client.Seen;
        var (shown, was, now) = (Words.Of(client.AdoptedText), Words.Of(client.Text), Words.Of(text));
        foreach (var (word, state) in edits.StatesOf(client.Seen))
        {
            var isThere = now.Contains(word);
            // If concurrent edits disagree, a difference to the text in the editor or to what the user was shown is an edit.
            if (state.IsThere is { } known ? known != isThere : was.Contains(word) != isThere || (client.MadeFrom.IsEmpty && shown.Contains(word) != isThere))
            {
                edits = edits.Add(client.Index, new Edit(word, isThere, client.Session, seen), out var added);
                seen |= added;
            }
        }

        (edits, seen) = AddNew(edits, client, now, seen);
        return (this with { Edits = edits }, seen, seen);
    }

    /// <summary>A client states the fields in which two texts differ.</summary>
    public (Truth Truth, UInt128 Stated, UInt128 Seen) WritePatch(Client client, string from, string to)
    {
        var edits = Edits;
        var seen = client.Seen;
        var states = edits.StatesOf(client.Seen);
        var now = Words.Of(to);
        var stated = states.Keys.Union(now).Where(word => Words.Field(from, word[0]) != Words.Field(to, word[0])).ToList();
        foreach (var word in stated)
        {
            if (states.GetValueOrDefault(word, new WordState(0, false)).IsThere != now.Contains(word))
            {
                edits = edits.Add(client.Index, new Edit(word, now.Contains(word), client.Session, seen), out var added);
                seen |= added;
            }
        }

        UInt128 set = 0;
        foreach (var (bit, edit) in edits.All())
        {
            set |= (seen & bit) != 0 && stated.Contains(edit.Word) ? bit : 0;
        }

        return (this with { Edits = edits }, set, seen);
    }

    /// <summary>How a text differs from the one that follows from a set of edits; null if it does not.</summary>
    public string? Compare(UInt128 set, string? text)
    {
        var words = Words.Of(text);
        if (words.Distinct().Count() < words.Count)
        {
            return "a word is duplicated";
        }

        var states = Edits.StatesOf(set);
        return words.FirstOrDefault(word => !states.ContainsKey(word)) is { } invented ? $"a word was never written: {invented}"
        : states.FirstOrDefault(state => state.Value.IsThere is true && !words.Contains(state.Key)).Key is { } lost ? $"a word is lost that no client removed: {lost}"
        : states.FirstOrDefault(state => state.Value.IsThere is false && words.Contains(state.Key)).Key is { } restored ? $"a removed word is present: {restored}"
            : null;
    }

    /// <summary>
    /// Records an accepted save. If it may overwrite what its client had not seen (everything if it was forced, else older saves of its own session), that counts
    /// as an edit of the client.
    /// </summary>
    public (Truth Truth, string? Fault) Accept(Client client, Message message, SaveDecision.Accepted accepted, string? replaced, DateTimeOffset now)
    {
        var head = accepted.Head;
        var text = World.TextOf(accepted.Content);
        var isWritten = accepted is SaveDecision.Written;
        var set = message.Edits | (Versions.IsEmpty ? 0 : Versions[^1].Edits);
        var edits = Edits;
        if (!(isWritten && head.Newest.Outcome is SaveOutcome.Merged))
        {
            // Without sequences the client is responsible for the order of its saves.
            var own = edits.By(message.Command.Session!.Value) & ~(message.Command.Sequence is null ? 0 : message.Seen);
            var isForced = message.Command.Precondition is Precondition.IfMatchAny;
            var (was, words, before) = (Words.Of(replaced), Words.Of(text), set);
            foreach (var (word, state) in edits.StatesOf(set))
            {
                var isThere = words.Contains(word);
                // An older save of the own session undoes later edits that its client had not seen at the time. A later save may contain them again.
                var takesBack = state.IsThere is { } known ? known != isThere && (message.Command.Sequence is null || (state.Last & own) != 0) && (state.Last & ~(own | Agreed | message.Seen)) == 0 : was.Contains(word) != isThere;
                if (takesBack || (isForced && state.IsThere == !isThere))
                {
                    edits = edits.Add(client.Index, new Edit(word, isThere, message.Command.Session!.Value, takesBack ? message.Seen : before), out var added);
                    set |= added;
                }
            }
        }

        var truth = this with
        {
            Edits = edits,
            Versions = isWritten ? Versions.Add(new WrittenVersion(head.Newest.Session, set, head.Deleted))
                : Versions.SetItem(Versions.Length - 1, Versions[^1] with { Edits = set }),
            Agreed = isWritten ? Agreed : Agreed | (set & ~Versions[^1].Edits),
            Accepted = Accepted.Add(new AcceptedSave(
                message.Command.Session!.Value, message.Command.Sequence, head.ETag, message.Command.IsFull, accepted.BringsContent, now)),
        };
        return (truth, truth.Compare(set, text));
    }

    /// <summary>The accepted saves of a session that its record still has: the time to the next save, or to now, is never longer than the lifetime of a record.</summary>
    public IReadOnlyList<AcceptedSave> Live(SessionKey session, DateTimeOffset now)
    {
        var live = new List<AcceptedSave>();
        foreach (var save in Accepted)
        {
            if (save.Session == session)
            {
                if (live.Count > 0 && save.At - live[^1].At > World.Limits.Life)
                {
                    live.Clear();
                }

                live.Add(save);
            }
        }

        return live.Count > 0 && now - live[^1].At <= World.Limits.Life ? live : [];
    }

    private static (Edits Edits, UInt128 Seen) AddNew(Edits edits, Client client, IReadOnlyList<string> words, UInt128 seen)
    {
        var known = edits.StatesOf(client.Seen);
        foreach (var word in words.Where(word => !known.ContainsKey(word)))
        {
            edits = edits.Add(client.Index, new Edit(word, Adds: true, client.Session, seen), out var added);
            seen |= added;
        }

        return (edits, seen);
    }
}

/// <summary>A written version.</summary>
/// <param name="Session">The session that wrote it.</param>
/// <param name="Edits">The edits that it includes, and those of saves that left it unchanged.</param>
/// <param name="IsDeleted">Whether it is a tombstone.</param>
public sealed record WrittenVersion(SessionKey? Session, UInt128 Edits, bool IsDeleted);

/// <summary>An accepted save.</summary>
public sealed record AcceptedSave(SessionKey Session, long? Sequence, ETag ETag, bool IsFull, bool Brings, DateTimeOffset At);
