using System.Collections.Immutable;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>What really happened, kept beside the store and independent of it: who made which edit, what each version has taken in, what was accepted.</summary>
/// <param name="Edits">All edits.</param>
public sealed record Truth(Edits Edits)
{
    /// <summary>Every version that was written, oldest first, those that were thinned included.</summary>
    public ImmutableArray<WrittenVersion> Versions { get; private init; } = [];

    /// <summary>Every accepted save, in order.</summary>
    public ImmutableArray<AcceptedSave> Accepted { get; private init; } = [];

    /// <summary>The edits of saves that left a version unchanged: no version tells of them, so nobody has to have seen them.</summary>
    public UInt128 Agreed { get; private init; }

    /// <summary>Before anything was saved.</summary>
    public static Truth Begin(int clients) => new(new Edits(clients));

    /// <summary>The edits that a version has taken in.</summary>
    public UInt128 EditsOf(long version) => version == 0 ? 0 : Versions[(int)version - 1].Edits;

    /// <summary>With the version that somebody wrote before the walk.</summary>
    public Truth WithFirst(Head head) => this with { Versions = [new WrittenVersion(head.Newest.Session, Edits.First, IsDeleted: false)] };

    /// <summary>A client states a whole new content: what differs from what it has seen are new edits.</summary>
    public (Truth Truth, UInt128 Stated, UInt128 Seen) Write(Client client, string? text)
    {
        var edits = Edits;
        var seen = client.Seen;
        var (shown, was, now) = (Words.Of(client.AdoptedText), Words.Of(client.Text), Words.Of(text));
        foreach (var (word, state) in edits.StatesOf(client.Seen))
        {
            var isThere = now.Contains(word);
            // Where two sides wanted both, what differs from the editor or from what its user was shown is an edit.
            if (state.IsThere is { } known ? known != isThere : was.Contains(word) != isThere || (client.MadeFrom.IsEmpty && shown.Contains(word) != isThere))
            {
                edits = edits.Add(client.Index, new Edit(word, isThere, client.Session, seen), out var added);
                seen |= added;
            }
        }

        (edits, seen) = AddNew(edits, client, now, seen);
        return (this with { Edits = edits }, seen, seen);
    }

    /// <summary>A client states the fields in which two contents differ.</summary>
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

    /// <summary>How a content differs from what a set of edits makes; null where it does not.</summary>
    public string? Compare(UInt128 set, string? text)
    {
        var words = Words.Of(text);
        if (words.Distinct().Count() < words.Count)
        {
            return "a word is there twice";
        }

        var states = Edits.StatesOf(set);
        return words.FirstOrDefault(word => !states.ContainsKey(word)) is { } invented ? $"a word is there that nobody wrote: {invented}"
            : states.FirstOrDefault(state => state.Value.IsThere is true && !words.Contains(state.Key)).Key is { } lost ? $"a word that nobody removed is lost: {lost}"
            : states.FirstOrDefault(state => state.Value.IsThere is false && words.Contains(state.Key)).Key is { } back ? $"a word that was removed is back: {back}"
            : null;
    }

    /// <summary>
    /// Takes in an accepted save. Where it may write over what its client had not seen (everything if it was forced, else older saves of its own
    /// session), that counts as the client's edit.
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
            // Without a sequence the order of a session's saves is its client's risk.
            var own = edits.By(message.Command.Session!.Value) & ~(message.Command.Sequence is null ? 0 : message.Seen);
            var isForced = message.Command.Precondition is Precondition.IfMatchAny;
            var (was, words, before) = (Words.Of(replaced), Words.Of(text), set);
            foreach (var (word, state) in edits.StatesOf(set))
            {
                var isThere = words.Contains(word);
                // An older save of the own session does not know what it takes back: whether that comes again is open.
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

    /// <summary>The accepted saves of a session that its record still counts: none lies longer before the next one, or before now, than a record lives.</summary>
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

/// <summary>A version that was written.</summary>
/// <param name="Session">Who wrote it.</param>
/// <param name="Edits">The edits that it has taken in, those of saves that left a version unchanged included.</param>
/// <param name="IsDeleted">Whether it is a tombstone.</param>
public sealed record WrittenVersion(SessionKey? Session, UInt128 Edits, bool IsDeleted);

/// <summary>An accepted save.</summary>
public sealed record AcceptedSave(SessionKey Session, long? Sequence, ETag ETag, bool IsFull, bool Brings, DateTimeOffset At);
