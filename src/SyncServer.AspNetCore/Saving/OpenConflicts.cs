using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>The open conflicts that this node knows of. Not safe from several threads; what it forgets stays open on record until it is named.</summary>
internal sealed class OpenConflicts
{
    private const int MaxParties = 10_000;

    // A session that reads again and is late again is in one dispute, however many versions it names.
    private const int MaxOfParty = 8;

    private readonly Dictionary<Party, List<(ConflictId Id, long Head)>> _open = [];

    /// <summary>Whether there are none.</summary>
    public bool IsEmpty => _open.Count == 0;

    /// <summary>Opens a conflict of a session with a document.</summary>
    /// <param name="key">Which document.</param>
    /// <param name="session">The session; without one it is the person's.</param>
    /// <param name="by">Whose save it is.</param>
    /// <param name="id">The conflict.</param>
    /// <param name="head">The version that it ran into.</param>
    /// <returns>The conflict that it counts to: its own, or the last of very many.</returns>
    public ConflictId Add(DocumentKey key, SessionKey? session, Person by, ConflictId id, long head)
    {
        var party = new Party(key, session, session is null ? by.Id : null);
        if (!_open.TryGetValue(party, out var open))
        {
            if (_open.Count == MaxParties)
            {
                _open.Clear();
            }

            _open[party] = open = new(1);
        }

        if (open.Exists(one => one.Id == id))
        {
            return id;
        }

        if (open.Count == MaxOfParty)
        {
            return open[^1].Id;
        }

        open.Add((id, head));
        return id;
    }

    /// <summary>Takes out the conflicts that an accepted save of a session settles.</summary>
    /// <param name="key">Which document.</param>
    /// <param name="session">The session.</param>
    /// <param name="before">The version before the save: it may have come before a conflict with a later one.</param>
    public IReadOnlyList<ConflictId> Take(DocumentKey key, SessionKey session, long before)
    {
        var party = new Party(key, session, UserId: null);
        if (!_open.TryGetValue(party, out var open))
        {
            return [];
        }

        var settled = open.Where(one => one.Head <= before).Select(one => one.Id).ToList();
        open.RemoveAll(one => one.Head <= before);
        if (open.Count == 0)
        {
            _open.Remove(party);
        }

        return settled;
    }

    /// <summary>Whose conflict it is.</summary>
    private readonly record struct Party(DocumentKey Key, SessionKey? Session, string? UserId);
}
