using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.History;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The statements of thinning, on a connection of its own.</summary>
internal sealed class ThinningStatements(SqliteConnection connection) : IDisposable
{
    private const string Line = "version, saved_at, session, saved_by, sequence, outcome, deleted";

    // About as much in the write-ahead log as is moved in a moment.
    private const int CommitsBetweenCheckpoints = 100;

    private readonly Statement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly Statement _commit = new(connection, "COMMIT");
    private readonly Statement _rollback = new(connection, "ROLLBACK");

    private readonly Statement _checkpoint = new(connection, "PRAGMA wal_checkpoint(PASSIVE)");

    private readonly Statement _forget = new(connection, "DELETE FROM thinning WHERE settings <> ?");
    private readonly Statement _mark = new(connection, "SELECT position FROM thinning WHERE settings = ? AND age = ?");
    private readonly Statement _setMark = new(connection, "INSERT OR REPLACE INTO thinning (settings, age, position) VALUES (?, ?, ?)");

    // CROSS JOIN: in this order, so that it is one walk along the table.
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

    // Of versions that are gone: a repeat is answered with its version.
    private readonly Statement _deleteReceipts = new(connection, """
        DELETE FROM receipts WHERE doc = ?1 AND version BETWEEN ?2 AND ?3
            AND NOT EXISTS (SELECT 1 FROM revisions r WHERE r.doc = receipts.doc AND r.version = receipts.version)
        """);

    private readonly Statement _receipts = new(connection, """
        SELECT r.doc, r.session, r.sequence, r.accepted_at, d.collection,
            EXISTS (SELECT 1 FROM receipts n WHERE n.doc = r.doc AND n.session = r.session AND n.sequence > r.sequence AND n.version >= r.version)
        FROM receipts r CROSS JOIN documents d ON d.doc = r.doc
        WHERE (r.doc, r.session, r.sequence) > (?, ?, ?) ORDER BY r.doc, r.session, r.sequence LIMIT ?
        """);

    // Unless it was noted anew meanwhile.
    private readonly Statement _deleteReceipt = new(connection, "DELETE FROM receipts WHERE doc = ? AND session = ? AND sequence = ? AND accepted_at = ?");

    private int _commits;

    public void Begin() => _begin.Execute();

    public void Commit() => _commit.Execute();

    /// <summary>Now and then, moves what was committed from the write-ahead log into the tables. It keeps nobody from writing.</summary>
    public void Checkpoint()
    {
        if (++_commits % CommitsBetweenCheckpoints == 0)
        {
            _checkpoint.First(row => row.Long(0));
        }
    }

    public void Rollback() => _rollback.Execute();

    /// <summary>Forgets what was reached under other settings.</summary>
    public void ForgetOthers(string settings) => _forget.Execute(settings);

    /// <summary>The position up to which everything of an age is thinned.</summary>
    public long Mark(string settings, TimeSpan age) => _mark.First(row => row.Long(0), settings, Milliseconds(age));

    public void SetMark(string settings, TimeSpan age, long position) => _setMark.Execute(settings, Milliseconds(age), position);

    /// <summary>The versions after a position, in the order in which they were committed.</summary>
    public List<ThinningCandidate> After(long position, int limit) => _after.All(
        row => new ThinningCandidate(row.Long(0), Time(row.Long(1)), row.Long(2), row.Long(3), new DocumentKey(row.Text(4), row.Text(5))), position, limit);

    /// <summary>The lines of a segment, and after them the version that follows, if any.</summary>
    public (List<HistoryLine> Segment, HistoryLine? Next) Lines(long doc, long snapshot)
    {
        var lines = _lines.All(ReadLine, doc, snapshot, snapshot + Chain.MaxLength, snapshot);
        return (lines, lines.Count == 0 ? null : _next.First(row => (HistoryLine?)ReadLine(row), doc, lines[^1].Version));
    }

    /// <summary>The payloads of a segment, up to a version.</summary>
    public List<(long Version, Payload Payload)> Payloads(long doc, long snapshot, long last) =>
        _payloads.All(row => (row.Long(0), new Payload((int)row.Long(1), (int)row.Long(2), row.Blob(3).ToArray())), doc, snapshot, last, snapshot);

    public void Delete(long doc, long version) => _delete.Execute(doc, version);

    /// <summary>Deletes the receipts of versions that are gone, from one to another.</summary>
    public void DeleteReceipts(long doc, long from, long to) => _deleteReceipts.Execute(doc, from, to);

    public void Rewrite(long doc, long version, Payload payload) => _rewrite.Execute(payload.Prefix, payload.Suffix, payload.Bytes, doc, version);

    /// <summary>The receipts after one, in the order of their keys.</summary>
    public List<ThinningReceipt> Receipts(ThinningReceipt after, int limit) => _receipts.All(
        row => new ThinningReceipt(row.Long(0), row.Blob(1).ToArray(), row.Long(2), row.Long(3), row.Text(4), row.Long(5) != 0),
        after.Doc, after.Session, after.Sequence, limit);

    public void Delete(ThinningReceipt receipt) => _deleteReceipt.Execute(receipt.Doc, receipt.Session, receipt.Sequence, receipt.AcceptedAt);

    public void Dispose()
    {
        foreach (var statement in (ReadOnlySpan<Statement>)[
            _begin, _commit, _rollback, _checkpoint, _forget, _mark, _setMark, _after, _lines, _next, _payloads, _delete, _rewrite, _deleteReceipts, _receipts, _deleteReceipt])
        {
            statement.Dispose();
        }
    }

    private static HistoryLine ReadLine(Statement row) => new(
        row.Long(0), Time(row.Long(1)),
        HistoryLine.WriterOf(row.IsNull(2) ? null : SessionKey.FromBytes(row.Blob(2)), $"{row.Long(3)}", row.LongOrNull(4)),
        (SaveOutcome)row.Long(5), row.Long(6) != 0);

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static long Milliseconds(TimeSpan age) => (long)age.TotalMilliseconds;
}

/// <summary>A version that may be old enough.</summary>
internal sealed record ThinningCandidate(long Position, DateTimeOffset SavedAt, long Doc, long Snapshot, DocumentKey Key);

/// <summary>A receipt of a save that wrote nothing.</summary>
/// <param name="Doc">Its document.</param>
/// <param name="Session">Its session.</param>
/// <param name="Sequence">Its sequence.</param>
/// <param name="AcceptedAt">In milliseconds since 1970 UTC.</param>
/// <param name="Collection">Of the document.</param>
/// <param name="Followed">Whether the session has a newer one on this document.</param>
internal sealed record ThinningReceipt(long Doc, byte[] Session, long Sequence, long AcceptedAt, string Collection, bool Followed);
