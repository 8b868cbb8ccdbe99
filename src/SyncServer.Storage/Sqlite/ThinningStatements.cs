using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The statements of thinning, on a separate connection.</summary>
internal sealed class ThinningStatements(SqliteConnection connection) : IDisposable
{
    private const string Line = "version, saved_at, session, saved_by, outcome, deleted";

    private readonly Statement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly Statement _commit = new(connection, "COMMIT");
    private readonly Statement _rollback = new(connection, "ROLLBACK");

    private readonly Statement _deleteProgress = new(connection, "DELETE FROM thinning WHERE settings <> ?");
    private readonly Statement _progress = new(connection, "SELECT position FROM thinning WHERE settings = ? AND age = ?");
    private readonly Statement _setProgress = new(connection, "INSERT OR REPLACE INTO thinning (settings, age, position) VALUES (?, ?, ?)");

    // CROSS JOIN fixes the join order, so that the query is one range scan of revisions.
    private readonly Statement _after = new(connection, """
        SELECT r.position, r.saved_at, r.doc, r.snapshot, d.collection, d.id
        FROM revisions r CROSS JOIN documents d ON d.doc = r.doc
        WHERE r.position > ? ORDER BY r.position LIMIT ?
        """);

    private readonly Statement _lines = new(connection,
        $"SELECT {Line} FROM revisions WHERE doc = ? AND version BETWEEN ? AND ? AND snapshot = ? ORDER BY version");

    private readonly Statement _next = new(connection, $"SELECT {Line} FROM revisions WHERE doc = ? AND version > ? ORDER BY version LIMIT 1");

    private readonly Statement _payloads = new(connection,
        "SELECT version, prefix, suffix, payload FROM revisions WHERE doc = ? AND version BETWEEN ? AND ? AND snapshot = ? ORDER BY version");

    private readonly Statement _delete = new(connection, "DELETE FROM revisions WHERE doc = ? AND version = ?");
    private readonly Statement _rewrite = new(connection, "UPDATE revisions SET prefix = ?, suffix = ?, payload = ? WHERE doc = ? AND version = ?");

    // The stored record of the last writer is used as long as its newest version is young enough.
    private readonly Statement _sessionsOf = new(connection, """
        SELECT s.accepted_at, s.record FROM sessions s, (SELECT session, saved_at FROM revisions WHERE doc = ?1 ORDER BY version DESC LIMIT 1) h
        WHERE s.doc = ?1 AND (s.accepted_at >= ?2 OR (s.session = h.session AND h.saved_at >= ?2))
        """);

    // The record of the last writer may refer to its newest versions, which are not in the stored record yet.
    private readonly Statement _runOfHead = new(connection, """
        SELECT r.version FROM revisions r, (SELECT version, session, saved_at FROM revisions WHERE doc = ?1 ORDER BY version DESC LIMIT 1) h
        WHERE r.doc = ?1 AND r.version > h.version - ?2 AND r.session = h.session AND h.saved_at >= ?3
        """);

    private readonly Statement _sessions = new(connection,
        "SELECT doc, session, accepted_at FROM sessions WHERE (doc, session) > (?, ?) ORDER BY doc, session LIMIT ?");

    // Not if it was written again since, or its session is the last writer.
    private readonly Statement _deleteSession = new(connection, """
        DELETE FROM sessions WHERE doc = ?1 AND session = ?2 AND accepted_at = ?3
            AND session IS NOT (SELECT r.session FROM revisions r WHERE r.doc = ?1 ORDER BY r.version DESC LIMIT 1)
        RETURNING 1
        """);

    private readonly Statement _conflicts = new(connection, """
        SELECT c.doc, c.conflict, d.collection, d.id, c.at, c.base, c.head, c.settled_version FROM conflicts c CROSS JOIN documents d ON d.doc = c.doc
        WHERE (c.doc, c.conflict) > (?, ?) ORDER BY c.doc, c.conflict LIMIT ?
        """);

    private readonly Statement _deleteConflict = new(connection, "DELETE FROM conflicts WHERE doc = ? AND conflict = ?");
    private readonly Statement _snapshot = new(connection, "SELECT snapshot FROM revisions WHERE doc = ? AND version = ?");

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    public void Rollback() => _rollback.Execute();

    /// <summary>Deletes the progress that was made under other settings.</summary>
    public void DeleteProgressOfOthers(string settings) => _deleteProgress.Execute(settings);

    /// <summary>The position up to which all versions of an age are thinned.</summary>
    public long Progress(string settings, TimeSpan age) => _progress.First(row => row.Long(0), settings, Milliseconds(age));

    public void SetProgress(string settings, TimeSpan age, long position) => _setProgress.Execute(settings, Milliseconds(age), position);

    /// <summary>The versions after a position, in the order of commits.</summary>
    public List<ThinningCandidate> After(long position, int limit) => _after.All(
        row => new ThinningCandidate(row.Long(0), row.Time(1), row.Long(2), row.Long(3), new DocumentKey(row.Text(4), row.Text(5))), position, limit);

    /// <summary>The versions of a segment, and the next version, if any.</summary>
    public (List<HistoryLine> Segment, HistoryLine? Next) Lines(long doc, long snapshot)
    {
        var lines = _lines.All(ReadLine, doc, snapshot, snapshot + Chain.MaxLength, snapshot);
        return (lines, lines.Count == 0 ? null : _next.First(row => (HistoryLine?)ReadLine(row), doc, lines[^1].Version));
    }

    /// <summary>The payloads of a segment up to a version.</summary>
    public List<(long Version, Payload Payload)> Payloads(long doc, long snapshot, long last) =>
        _payloads.All(row => (row.Long(0), new Payload((int)row.Long(1), (int)row.Long(2), row.Blob(3).ToArray())), doc, snapshot, last, snapshot);

    public void Delete(long doc, long version) => _delete.Execute(doc, version);

    public void Rewrite(long doc, long version, Payload payload) => _rewrite.Execute(payload.Prefix, payload.Suffix, payload.Bytes, doc, version);

    /// <summary>The versions that the live session records of a document refer to.</summary>
    public IEnumerable<long> ReferredBySessions(long doc, DateTimeOffset now, SessionLimits limits)
    {
        var alive = (now - limits.Life).ToUnixTimeMilliseconds();
        return _sessionsOf.All(row => SessionBlob.Unpack(row.Blob(1).ToArray(), row.Time(0), content: null), doc, alive)
            .SelectMany(record => record.Versions)
            .Concat(_runOfHead.All(row => row.Long(0), doc, limits.WriteEvery, alive));
    }

    /// <summary>The session records after one, by key.</summary>
    public List<ThinningSession> Sessions(ThinningSession after, int limit) =>
        _sessions.All(row => new ThinningSession(row.Long(0), row.Blob(1).ToArray(), row.Time(2)), after.Doc, after.Session, limit);

    /// <summary>Deletes a session record, unless it is still needed.</summary>
    /// <returns>Whether it was deleted.</returns>
    public bool Delete(ThinningSession session) => _deleteSession.First(row => true, session.Doc, session.Session, session.AcceptedAt.ToUnixTimeMilliseconds());

    /// <summary>The conflicts after one, by key.</summary>
    public List<ThinningConflict> Conflicts(ThinningConflict after, int limit) => _conflicts.All(
        row => new ThinningConflict(
            row.Long(0), row.Text(1), new DocumentKey(row.Text(2), row.Text(3)), row.Time(4),
            [.. new[] { row.LongOrNull(5), row.Long(6), row.LongOrNull(7) }.OfType<long>()]),
        after.Doc, after.Conflict, limit);

    /// <summary>Deletes a conflict.</summary>
    public void Delete(ThinningConflict conflict) => _deleteConflict.Execute(conflict.Doc, conflict.Conflict);

    /// <summary>The snapshot that a version refers to, which names its segment; 0 if the version is not kept.</summary>
    public long SnapshotOf(long doc, long version) => _snapshot.First(row => row.Long(0), doc, version);

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[
            _begin, _commit, _rollback, _deleteProgress, _progress, _setProgress, _after, _lines, _next, _payloads, _delete, _rewrite, _sessionsOf, _runOfHead,
            _sessions, _deleteSession, _conflicts, _deleteConflict, _snapshot])
        {
            statement.Dispose();
        }
    }

    private static HistoryLine ReadLine(Statement row) => new(
        row.Long(0), row.Time(1),
        HistoryLine.WriterOf(row.IsNull(2) ? null : SessionKey.FromBytes(row.Blob(2)), $"{row.Long(3)}"),
        (SaveOutcome)row.Long(4), row.Long(5) != 0);

    private static long Milliseconds(TimeSpan age) => (long)age.TotalMilliseconds;
}

/// <summary>A version that may be old enough to be thinned.</summary>
internal sealed record ThinningCandidate(long Position, DateTimeOffset SavedAt, long Doc, long Snapshot, DocumentKey Key);

/// <summary>A stored session record.</summary>
internal sealed record ThinningSession(long Doc, byte[] Session, DateTimeOffset AcceptedAt);

/// <summary>A conflict on record, and the versions that it refers to.</summary>
internal sealed record ThinningConflict(long Doc, string Conflict, DocumentKey Key, DateTimeOffset At, IReadOnlyList<long> Versions);
