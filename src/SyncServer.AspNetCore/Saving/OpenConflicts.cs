using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Saving;

/// <summary>
/// The open conflicts of this node, by session. Not thread-safe. A conflict that is evicted stays open in the record until a save names it in <c>Conflict-Id</c>.
/// </summary>
internal sealed class OpenConflicts
{
    private const int MaxParties = 10_000;

    // A session that conflicts again and again on different versions counts as one conflict beyond this number.
    private const int MaxOfParty = 8;

    private readonly Dictionary<Party, List<(ConflictId Id, long Head)>> _open = [];

    /// <summary>Whether there are no open conflicts.</summary>
    public bool IsEmpty => _open.Count == 0;

    /// <summary>Adds a conflict of a session on a document.</summary>
    /// <param name="key">The document.</param>
    /// <param name="session">The session; without one, the conflict is the person's.</param>
    /// <param name="by">The person who saved.</param>
    /// <param name="id">The conflict.</param>
    /// <param name="head">The newest version when the save was refused.</param>
    /// <returns>The conflict to count it under: <paramref name="id"/>, or the last one if the session has too many.</returns>
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

    /// <summary>Removes and returns the conflicts that an accepted save of a session settles.</summary>
    /// <param name="key">The document.</param>
    /// <param name="session">The session.</param>
    /// <param name="before">The version before the save. A conflict with a later version is not settled by it.</param>
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

    /// <summary>The session, or the person without one, that a conflict belongs to.</summary>
    private readonly record struct Party(DocumentKey Key, SessionKey? Session, string? UserId);
}
