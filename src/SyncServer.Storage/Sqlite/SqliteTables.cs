using Microsoft.Data.Sqlite;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The statements of a save.</summary>
internal sealed class SqliteTables(SqliteConnection connection, SessionLimits sessions) : IDisposable
{
    private readonly Statement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly Statement _commit = new(connection, "COMMIT");
    private readonly Statement _rollback = new(connection, "ROLLBACK");

    private readonly Statement _load = new(connection, """
        SELECT d.doc, d.created_at, c.user, c.name,
            r.version, r.nonce, r.saved_at, s.user, s.name, r.session, r.sequence, r.base, r.outcome, r.deleted, r.content_type, r.size,
            r.is_full, r.is_submission, r.run_base, r.run_highest, d.created_version, r.snapshot
        FROM documents d
        JOIN people c ON c.person = d.created_by
        JOIN revisions r ON r.doc = d.doc
        JOIN people s ON s.person = r.saved_by
        WHERE d.collection = ? AND d.id = ?
        ORDER BY r.version DESC LIMIT 1
        """);

    private readonly Statement _chain = new(connection,
        "SELECT prefix, suffix, payload FROM revisions WHERE doc = ? AND version BETWEEN ? AND ? ORDER BY version");

    private readonly Statement _findVersion = new(connection, """
        SELECT r.saved_at, n.saved_at FROM revisions r LEFT JOIN revisions n ON n.doc = r.doc AND n.version = r.version + 1
        WHERE r.doc = ? AND r.version = ? AND r.nonce = ?
        """);

    private readonly Statement _person = new(connection,
        "INSERT INTO people (user, name) VALUES (?, ?) ON CONFLICT (user, name) DO UPDATE SET name = excluded.name RETURNING person");

    // A create after a delete updates the row.
    private readonly Statement _document = new(connection, """
        INSERT INTO documents (collection, id, created_at, created_by, created_version) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (collection, id) DO UPDATE SET
            created_at = excluded.created_at, created_by = excluded.created_by, created_version = excluded.created_version
        RETURNING doc
        """);

    private readonly Statement _revision = new(connection, """
        INSERT INTO revisions (doc, version, nonce, saved_at, saved_by, session, sequence, digest, base, outcome, deleted, content_type, size,
            is_full, is_submission, run_base, run_highest, snapshot, prefix, suffix, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement _role = new(connection, "SELECT role FROM roles WHERE collection = ? AND id = ? AND user_id = ?");
    private readonly Statement _hasRoles = new(connection, "SELECT EXISTS (SELECT 1 FROM roles WHERE collection = ? AND id = ?)");

    private readonly Statement _owner = new(connection,
        "INSERT INTO roles (collection, id, user_id, role) VALUES (?, ?, ?, ?) ON CONFLICT (collection, id, user_id) DO NOTHING");

    /// <summary>The session records.</summary>
    public SessionStatements Sessions { get; } = new(connection, sessions);

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    public void Rollback() => _rollback.Execute();

    /// <summary>The number and the newest version of a document, without its bytes; null if it does not exist.</summary>
    public (long Doc, Head Head, long Snapshot)? FindHead(DocumentKey key) =>
        _load.First(ReadHead, key.Collection, key.Id) is { Doc: > 0 } found ? found with { Head = Sessions.Slide(found.Doc, found.Head) } : null;

    /// <summary>Loads a document; null if it does not exist.</summary>
    public StoredDocument? Load(DocumentKey key)
    {
        if (FindHead(key) is not var (doc, head, snapshot))
        {
            return null;
        }

        var chain = new Chain(snapshot, 0);
        byte[] bytes = [];
        var rows = _chain.All(row => new Payload((int)row.Long(0), (int)row.Long(1), row.Blob(2).ToArray()), doc, snapshot, head.Version);
        for (var i = 0; i < rows.Count; i++)
        {
            bytes = rows[i].Apply(bytes);
            chain = i == 0 ? chain : chain.Add(rows[i].Bytes.Length);
        }

        return new StoredDocument(doc, head, head.Deleted ? null : new Content(head.Newest.ContentType, bytes), chain, Accepted: null);
    }

    /// <summary>The version with an ETag; null if the document has no such version.</summary>
    public NamedVersion? FindVersion(long doc, ETag etag) => _findVersion.First(
        row => (NamedVersion?)new NamedVersion(etag, row.Time(0), row.IsNull(1) ? null : row.Time(1)),
        doc, etag.Version, unchecked((long)etag.Nonce));

    /// <summary>The role of a user. The creator is the owner of a document without an access list.</summary>
    public Role? RoleOf(DocumentKey key, string user, Head head) =>
        _role.First(row => (Role?)row.Long(0), key.Collection, key.Id, user)
        ?? (string.Equals(head.CreatedBy.Id, user, StringComparison.Ordinal) && _hasRoles.First(row => row.Long(0), key.Collection, key.Id) == 0 ? Role.Owner : null);

    /// <summary>Adds a person, if it does not exist.</summary>
    /// <returns>The person's number.</returns>
    public long AddPerson(Person person) => _person.First(row => row.Long(0), person.Id, person.Name);

    /// <summary>Adds a document, or updates one that is created again after a delete.</summary>
    /// <returns>The document's number.</returns>
    public long AddDocument(DocumentKey key, Head head, long createdBy) =>
        _document.First(row => row.Long(0), key.Collection, key.Id, head.CreatedAt.ToUnixTimeMilliseconds(), createdBy, head.CreatedVersion);

    /// <summary>Appends a version. The unique index refuses a version that exists already.</summary>
    public void Append(long doc, Head head, long savedBy, long snapshot, Splice splice)
    {
        var revision = head.Newest;
        _revision.Execute(
            doc, head.Version, unchecked((long)revision.ETag.Nonce), revision.SavedAt.ToUnixTimeMilliseconds(), savedBy,
            revision.Session?.ToBytes(), revision.Sequence, revision.Digest?.ToBytes(), revision.Base, (long)revision.Outcome, revision.Deleted,
            revision.ContentType, revision.Size, revision.IsFull, revision.IsSubmission, head.Run.Base, head.Run.Highest,
            snapshot, splice.Prefix, splice.Suffix, splice.Middle);
    }

    /// <summary>Makes a user the owner of a new document.</summary>
    public void AddOwner(DocumentKey key, string user) => _owner.Execute(key.Collection, key.Id, user, (long)Role.Owner);

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[_begin, _commit, _rollback, _load, _chain, _findVersion, _person, _document, _revision, _role, _hasRoles, _owner])
        {
            statement.Dispose();
        }

        Sessions.Dispose();
    }

    private static (long Doc, Head Head, long Snapshot) ReadHead(Statement row)
    {
        var savedAt = row.Time(6);
        var head = new Head
        {
            CreatedAt = row.Time(1),
            CreatedBy = new Person(row.Text(2), row.Text(3)),
            Newest = new Revision
            {
                ETag = new ETag(row.Long(4), (ulong)row.Long(5)),
                SavedAt = savedAt,
                SavedBy = new Person(row.Text(7), row.Text(8)),
                Session = row.IsNull(9) ? null : SessionKey.FromBytes(row.Blob(9)),
                Sequence = row.LongOrNull(10),
                Base = row.LongOrNull(11),
                Outcome = (SaveOutcome)row.Long(12),
                Deleted = row.Long(13) != 0,
                ContentType = row.Text(14),
                Size = (int)row.Long(15),
                IsFull = row.Long(16) != 0,
                IsSubmission = row.Long(17) != 0,
            },
            Run = new Run(row.Long(18), row.LongOrNull(19), savedAt),
            CreatedVersion = row.Long(20),
        };
        return (row.Long(0), head, row.Long(21));
    }
}
