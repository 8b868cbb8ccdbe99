using Microsoft.Data.Sqlite;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The statements of a save.</summary>
internal sealed class SqliteTables(SqliteConnection connection) : IDisposable
{
    private readonly Statement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly Statement _commit = new(connection, "COMMIT");
    private readonly Statement _rollback = new(connection, "ROLLBACK");

    private readonly Statement _load = new(connection, """
        SELECT d.doc, d.created_at, c.user, c.name,
            r.version, r.nonce, r.saved_at, s.user, s.name, r.session, r.sequence, r.base, r.outcome, r.deleted, r.content_type, r.size,
            r.run_base, r.run_created, r.run_sequence, r.snapshot
        FROM documents d
        JOIN people c ON c.person = d.created_by
        JOIN revisions r ON r.doc = d.doc
        JOIN people s ON s.person = r.saved_by
        WHERE d.collection = ? AND d.id = ?
        ORDER BY r.version DESC LIMIT 1
        """);

    private readonly Statement _chain = new(connection,
        "SELECT prefix, suffix, payload FROM revisions WHERE doc = ? AND version BETWEEN ? AND ? ORDER BY version");

    private readonly Statement _slid = new(connection,
        "SELECT MAX(sequence), MAX(accepted_at) FROM receipts WHERE doc = ? AND session = ? AND version = ?");

    private readonly Statement _nonce = new(connection, "SELECT nonce FROM revisions WHERE doc = ? AND version = ?");

    private readonly Statement _sameWritten = new(connection, """
        SELECT sequence, version, nonce, digest FROM revisions
        WHERE doc = ? AND version > ? AND session = ? AND sequence = ? ORDER BY version DESC LIMIT 1
        """);

    private readonly Statement _sameUnchanged = new(connection,
        "SELECT sequence, version, nonce, digest FROM receipts WHERE doc = ? AND session = ? AND sequence = ?");

    private readonly Statement _highestWritten = new(connection, """
        SELECT sequence, version, nonce, digest FROM revisions
        WHERE doc = ? AND version > ? AND session = ? AND sequence > 0 ORDER BY sequence DESC, version DESC LIMIT 1
        """);

    private readonly Statement _highestUnchanged = new(connection, """
        SELECT sequence, version, nonce, digest FROM receipts
        WHERE doc = ? AND version >= ? AND session = ? AND sequence > 0 ORDER BY sequence DESC, version DESC LIMIT 1
        """);

    private readonly Statement _last = new(connection, """
        SELECT sequence FROM (
            SELECT sequence, saved_at AS at, version FROM revisions WHERE doc = ?1 AND version > ?2 AND session = ?3 AND sequence > 0
            UNION ALL
            SELECT sequence, accepted_at AS at, version FROM receipts WHERE doc = ?1 AND session = ?3 AND sequence > 0)
        ORDER BY version DESC, at DESC, sequence DESC LIMIT 1
        """);

    private readonly Statement _person = new(connection,
        "INSERT INTO people (user, name) VALUES (?, ?) ON CONFLICT (user, name) DO UPDATE SET name = excluded.name RETURNING person");

    // A create after a delete begins another life of the same document.
    private readonly Statement _document = new(connection, """
        INSERT INTO documents (collection, id, created_at, created_by) VALUES (?, ?, ?, ?)
        ON CONFLICT (collection, id) DO UPDATE SET created_at = excluded.created_at, created_by = excluded.created_by
        RETURNING doc
        """);

    private readonly Statement _revision = new(connection, """
        INSERT INTO revisions (doc, version, nonce, saved_at, saved_by, session, sequence, digest, base, outcome, deleted, content_type, size,
            run_base, run_created, run_sequence, snapshot, prefix, suffix, payload)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);

    private readonly Statement _receipt = new(connection, """
        INSERT INTO receipts (doc, session, sequence, version, nonce, digest, accepted_at) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (doc, session, sequence) DO UPDATE SET
            version = excluded.version, nonce = excluded.nonce, digest = excluded.digest, accepted_at = excluded.accepted_at
        """);

    private readonly Statement _shadow = new(connection, """
        INSERT INTO shadows (doc, session, sequence, base, expires_at, content_type, body) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (doc, session) DO UPDATE SET
            sequence = excluded.sequence, base = excluded.base, expires_at = excluded.expires_at, content_type = excluded.content_type, body = excluded.body
        """);

    private readonly Statement _dropShadows = new(connection, "DELETE FROM shadows WHERE rowid IN (SELECT rowid FROM shadows WHERE expires_at < ? LIMIT 20)");

    private readonly Statement _owner = new(connection,
        "INSERT INTO roles (collection, id, user_id, role) VALUES (?, ?, ?, ?) ON CONFLICT (collection, id, user_id) DO NOTHING");

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    public void Rollback() => _rollback.Execute();

    /// <summary>The newest version of a document; null where it was never seen.</summary>
    public StoredDocument? Load(DocumentKey key)
    {
        if (_load.First(ReadHead, key.Collection, key.Id) is not { Doc: > 0 } found)
        {
            return null;
        }

        var (doc, head, snapshot) = found;
        if (head.Newest.Session is { } session)
        {
            var (sequence, acceptedAt) = _slid.First(
                row => (row.LongOrNull(0), row.LongOrNull(1)), doc, session.ToBytes(), head.Version);
            head = head with
            {
                Run = head.Run with
                {
                    Sequence = sequence > (head.Run.Sequence ?? 0) ? sequence : head.Run.Sequence,
                    AcceptedAt = acceptedAt is { } at ? Time(at) : head.Run.AcceptedAt,
                },
            };
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

    /// <summary>Whether the document has this very version.</summary>
    public bool Has(long doc, ETag etag) => _nonce.First(row => (long?)row.Long(0), doc, etag.Version) == unchecked((long)etag.Nonce);

    /// <summary>The session's receipt with this sequence, among the versions after one.</summary>
    public Receipt? Same(long doc, SessionKey session, long sequence, long after)
    {
        var key = session.ToBytes();
        return Later(_sameWritten.First(ReadWritten, doc, after, key, sequence), _sameUnchanged.First(ReadUnchanged, doc, key, sequence));
    }

    /// <summary>The session's receipt with the highest sequence, among the versions after one; an unchanged save of that one is after it.</summary>
    public Receipt? Highest(long doc, SessionKey session, long after)
    {
        var key = session.ToBytes();
        return Later(_highestWritten.First(ReadWritten, doc, after, key), _highestUnchanged.First(ReadUnchanged, doc, after, key));
    }

    /// <summary>The sequence that the session last had accepted, among the versions after one.</summary>
    public long? Last(long doc, SessionKey session, long after) => _last.First(row => (long?)row.Long(0), doc, after, session.ToBytes());

    /// <summary>The number of a person under this name.</summary>
    public long Person(Person person) => _person.First(row => row.Long(0), person.Id, person.Name);

    /// <summary>The number of a document whose life begins.</summary>
    public long Document(DocumentKey key, Head head, long createdBy) =>
        _document.First(row => row.Long(0), key.Collection, key.Id, head.CreatedAt.ToUnixTimeMilliseconds(), createdBy);

    /// <summary>Appends a version. The unique index refuses it where the version exists already.</summary>
    public void Append(long doc, Head head, long savedBy, byte[]? digest, long snapshot, Splice splice)
    {
        var revision = head.Newest;
        _revision.Execute(
            doc, head.Version, unchecked((long)revision.ETag.Nonce), revision.SavedAt.ToUnixTimeMilliseconds(), savedBy,
            revision.Session?.ToBytes(), revision.Sequence, digest, revision.Base, (long)revision.Outcome, revision.Deleted,
            revision.ContentType, revision.Size, head.Run.Base, head.Run.Created, head.Run.Sequence,
            snapshot, splice.Prefix, splice.Suffix, splice.Middle);
    }

    /// <summary>Makes somebody the owner of a document that begins.</summary>
    public void Own(DocumentKey key, string user) => _owner.Execute(key.Collection, key.Id, user, (long)Role.Owner);

    /// <summary>Notes an accepted save that wrote no version.</summary>
    public void Note(long doc, SessionKey session, long? sequence, ETag etag, Digest digest, DateTimeOffset acceptedAt) =>
        _receipt.Execute(doc, session.ToBytes(), sequence ?? 0, etag.Version, unchecked((long)etag.Nonce), digest.ToBytes(), acceptedAt.ToUnixTimeMilliseconds());

    /// <summary>Keeps what a session submitted for some time, and drops what is over.</summary>
    public void Shade(long doc, SessionKey session, long sequence, Shadow shadow, DateTimeOffset now, TimeSpan keep)
    {
        _dropShadows.Execute(now.ToUnixTimeMilliseconds());
        _shadow.Execute(doc, session.ToBytes(), sequence, shadow.Base, (now + keep).ToUnixTimeMilliseconds(), shadow.Content.Type, shadow.Content.Bytes);
    }

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[
            _begin, _commit, _rollback, _load, _chain, _slid, _nonce, _sameWritten, _sameUnchanged, _highestWritten, _highestUnchanged, _last,
            _person, _document, _revision, _receipt, _shadow, _dropShadows, _owner])
        {
            statement.Dispose();
        }
    }

    private static Receipt? Later(Receipt? written, Receipt? unchanged) =>
        written is null || unchanged is null ? written ?? unchanged
        : (written.Sequence, written.ETag.Version).CompareTo((unchanged.Sequence, unchanged.ETag.Version)) > 0 ? written
        : unchanged;

    private static Receipt ReadWritten(Statement row) => ReadReceipt(row, wrote: true);

    private static Receipt ReadUnchanged(Statement row) => ReadReceipt(row, wrote: false);

    private static Receipt ReadReceipt(Statement row, bool wrote) =>
        new(row.Long(0), new ETag(row.Long(1), (ulong)row.Long(2)), Digest.FromBytes(row.Blob(3)), wrote);

    private static (long Doc, Head Head, long Snapshot) ReadHead(Statement row)
    {
        var savedAt = Time(row.Long(6));
        var head = new Head
        {
            CreatedAt = Time(row.Long(1)),
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
            },
            Run = new Run(row.Long(16), row.Long(17) != 0, row.LongOrNull(18), savedAt),
        };
        return (row.Long(0), head, row.Long(19));
    }

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
