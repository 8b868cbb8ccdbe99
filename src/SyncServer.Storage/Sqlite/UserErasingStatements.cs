using Microsoft.Data.Sqlite;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>The statements that erase a user.</summary>
internal sealed class UserErasingStatements(SqliteConnection connection) : IDisposable
{
    /// <summary>The length of a slice of the log.</summary>
    public const int SliceRows = 500;

    private readonly Statement _deleteAccount = new(connection, "DELETE FROM accounts WHERE id = ?");
    private readonly Statement _deleteLocks = new(connection, "DELETE FROM locks WHERE holder = ?");
    private readonly Statement _deleteRoles = new(connection, "DELETE FROM roles WHERE user_id = ? RETURNING collection, id");
    private readonly Statement _hasNoOwner = new(connection, """
        SELECT COUNT(*) > 0 AND SUM(role = ?3) = 0 FROM roles WHERE collection = ?1 AND id = ?2
        """);

    private readonly Statement _conflicts = new(connection, "UPDATE conflicts SET user = ?2, name = ?3, session = NULL WHERE user = ?1");
    private readonly Statement _settled = new(connection, "UPDATE conflicts SET settled_user = ?2, settled_name = ?3 WHERE settled_user = ?1");
    private readonly Statement _lastPosition = new(connection, "SELECT COALESCE(MAX(position), 0) FROM revisions");

    private readonly Statement _forget = new(connection, """
        UPDATE revisions SET session = NULL
        WHERE position > ?2 AND position <= ?3 AND session IS NOT NULL AND saved_by IN (SELECT person FROM people WHERE user = ?1) RETURNING 1
        """);

    private readonly Statement _sessionsOf = new(connection, """
        SELECT DISTINCT d.collection, d.id, r.session FROM revisions r JOIN documents d ON d.doc = r.doc
        WHERE r.position > ?2 AND r.position <= ?3 AND r.session IS NOT NULL AND r.saved_by IN (SELECT person FROM people WHERE user = ?1)
        """);

    private readonly Statement _people = new(connection, "SELECT person FROM people WHERE user = ? ORDER BY person");
    private readonly Statement _rename = new(connection, "UPDATE people SET user = ?, name = ? WHERE person = ?");

    /// <summary>Deletes the user's account, locks and roles, and replaces the user in conflicts.</summary>
    /// <returns>The documents that have no owner any more.</returns>
    public IReadOnlyList<DocumentKey> DeleteRecordsOf(string user, Person replacement)
    {
        _deleteAccount.Execute(user);
        _deleteLocks.Execute(user);
        _conflicts.Execute(user, replacement.Id, replacement.Name);
        _settled.Execute(user, replacement.Id, replacement.Name);
        return _deleteRoles.All(row => new DocumentKey(row.Text(0), row.Text(1)), user)
            .FindAll(key => _hasNoOwner.First(row => row.Long(0), key.Collection, key.Id, (long)Role.Owner) != 0);
    }

    /// <summary>The newest position of all versions.</summary>
    public long LastPosition() => _lastPosition.First(row => row.Long(0));

    /// <summary>The sessions of the user's versions in a slice of the log.</summary>
    public List<(DocumentKey Document, SessionKey Session)> SessionsOf(string user, long after, long until) =>
        _sessionsOf.All(row => (new DocumentKey(row.Text(0), row.Text(1)), SessionKey.FromBytes(row.Blob(2))), user, after, until);

    /// <summary>Deletes the sessions of the user's versions in a slice of the log.</summary>
    public bool DeleteSessions(string user, long after, long until) => _forget.All(_ => true, user, after, until).Count > 0;

    /// <summary>Renames the user in all versions. A user with several names keeps several, and may have been renamed before.</summary>
    public void Rename(string user, Person replacement)
    {
        var before = _people.All(row => row.Long(0), replacement.Id).Count;
        foreach (var (n, person) in _people.All(row => row.Long(0), user).Index())
        {
            _rename.Execute(replacement.Id, before + n == 0 ? replacement.Name : $"{replacement.Name} ({before + n + 1})", person);
        }
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[
            _deleteAccount, _deleteLocks, _deleteRoles, _hasNoOwner, _conflicts, _settled, _lastPosition, _forget, _sessionsOf, _people, _rename])
        {
            statement.Dispose();
        }
    }
}
