using System.Collections.Immutable;
using SyncServer.Core.Documents;

namespace SyncServer.Core.Tests.Saving.Walking;

/// <summary>That somebody added or removed a word.</summary>
/// <param name="Word">Which word.</param>
/// <param name="Adds">Whether it was added.</param>
/// <param name="Session">Whose edit it is.</param>
/// <param name="Before">The edits that its author had seen.</param>
public sealed record Edit(string Word, bool Adds, SessionKey Session, UInt128 Before);

/// <summary>What a set of edits makes of a word.</summary>
/// <param name="Last">The edits of it that no other one of them had seen.</param>
/// <param name="IsThere">Whether it is there; null where two sides that did not know of each other wanted both.</param>
public readonly record struct WordState(UInt128 Last, bool? IsThere);

/// <summary>
/// All edits of a walk. A set of them is a number with a bit for each. What a version must say follows from the edits that it has taken in, whatever
/// the server computed: so lost words, words that come back and words that nobody wrote are seen.
/// </summary>
public sealed record Edits
{
    private const int Bits = 128;
    private const int FirstBits = 8;

    private readonly int _room;
    private ImmutableArray<ImmutableArray<Edit>> _byAuthor;

    /// <summary>The first words, and room for the edits of so many clients.</summary>
    public Edits(int clients)
    {
        _room = (Bits - FirstBits) / clients;
        _byAuthor = [[.. Words.First.Select(word => new Edit(word, Adds: true, World.SessionOf(-1, 0), Before: 0))], .. Enumerable.Repeat(ImmutableArray<Edit>.Empty, clients)];
    }

    /// <summary>The first words.</summary>
    public static UInt128 First => (UInt128.One << Words.First.Count) - 1;

    /// <summary>With one more.</summary>
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

    /// <summary>What a set of edits makes of each word.</summary>
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

/// <summary>A client has made more edits than a walk tells apart.</summary>
public sealed class WalkTooLongException() : Exception("The walk is too long to tell its edits apart.");
