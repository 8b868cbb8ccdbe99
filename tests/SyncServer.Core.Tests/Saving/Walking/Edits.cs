using System.Collections.Immutable;
using SyncServer.Core.Documents;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>An edit that adds or removes a word.</summary>
/// <param name="Word">The word.</param>
/// <param name="Adds">Whether it adds the word.</param>
/// <param name="Session">The session of the edit.</param>
/// <param name="Before">The edits that its author had seen.</param>
public sealed record Edit(string Word, bool Adds, SessionKey Session, UInt128 Before);

/// <summary>The state of a word after a set of edits.</summary>
/// <param name="Last">The edits of the word that no other edit in the set had seen.</param>
/// <param name="IsThere">Whether the word is present; null if concurrent edits disagree.</param>
public readonly record struct WordState(UInt128 Last, bool? IsThere);

/// <summary>
/// All edits of a walk. A set of edits is a bit set. The expected text of a version follows from the edits that it includes, independent of the server, so
/// lost words, restored words and invented words are detected.
/// </summary>
public sealed record Edits
{
    private const int Bits = 128;
    private const int FirstBits = 8;

    private readonly int _room;
    private ImmutableArray<ImmutableArray<Edit>> _byAuthor;

    /// <summary>The initial words, with room for the edits of a number of clients.</summary>
    public Edits(int clients)
    {
        _room = (Bits - FirstBits) / clients;
        _byAuthor = [[.. Words.First.Select(word => new Edit(word, Adds: true, World.SessionOf(-1, 0), Before: 0))], .. Enumerable.Repeat(ImmutableArray<Edit>.Empty, clients)];
    }

    /// <summary>The initial words.</summary>
    public static UInt128 First => (UInt128.One << Words.First.Count) - 1;

    /// <summary>Adds an edit.</summary>
    public Edits Add(int client, Edit edit, out UInt128 added)
    {
        var own = _byAuthor[client + 1];
        if (own.Length == _room)
        {
            throw new WalkTooLongException();
        }

        added = UInt128.One << (FirstBits + (client * _room) + own.Length);
        return this with { _byAuthor = _byAuthor.SetItem(client + 1, own.Add(edit)) };
    }

    /// <summary>The edits of a session.</summary>
    public UInt128 By(SessionKey session)
    {
        UInt128 set = 0;
        foreach (var (bit, edit) in All())
        {
            set |= edit.Session == session ? bit : 0;
        }

        return set;
    }

    /// <summary>The state of each word after a set of edits.</summary>
    public Dictionary<string, WordState> StatesOf(UInt128 set)
    {
        var of = new Dictionary<string, (UInt128 Edits, UInt128 Seen, UInt128 Adding)>(StringComparer.Ordinal);
        foreach (var (bit, edit) in All())
        {
            if ((set & bit) != 0)
            {
                var word = of.GetValueOrDefault(edit.Word);
                of[edit.Word] = (word.Edits | bit, word.Seen | edit.Before, word.Adding | (edit.Adds ? bit : 0));
            }
        }

        return of.ToDictionary(word => word.Key, word =>
        {
            var last = word.Value.Edits & ~word.Value.Seen;
            var adding = last & word.Value.Adding;
            return new WordState(last, adding == last ? true : adding == 0 ? false : null);
        }, StringComparer.Ordinal);
    }

    /// <summary>Every edit with its bit.</summary>
    public IEnumerable<(UInt128 Bit, Edit Edit)> All()
    {
        for (var author = 0; author < _byAuthor.Length; author++)
        {
            var first = author == 0 ? 0 : FirstBits + ((author - 1) * _room);
            for (var i = 0; i < _byAuthor[author].Length; i++)
            {
                yield return (UInt128.One << (first + i), _byAuthor[author][i]);
            }
        }
    }
}

/// <summary>A client made more edits than the bit set of a walk has room for.</summary>
public sealed class WalkTooLongException() : Exception("The walk has more edits than its bit set has room for.");
