using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Sqlite;

/// <summary>The statements of session records.</summary>
internal sealed class SessionStatements(SqliteConnection connection, SessionLimits limits) : IDisposable
{
    private readonly Statement _row = new(connection,
        "SELECT accepted_at, record, submission_type, submission_body FROM sessions WHERE doc = ? AND session = ?");

    private readonly Statement _versions = new(connection, """
        SELECT version, nonce, saved_at, sequence, digest, base, is_full, is_submission, deleted
        FROM revisions WHERE doc = ? AND version > ? AND version <= ? ORDER BY version DESC
        """);

    private readonly Statement _upsert = new(connection, """
        INSERT INTO sessions (doc, session, accepted_at, record, submission_type, submission_body) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (doc, session) DO UPDATE SET
            accepted_at = excluded.accepted_at, record = excluded.record,
            submission_type = excluded.submission_type, submission_body = excluded.submission_body
        """);

    /// <summary>The record of a session up to a head. If the session wrote that head, its newest versions are added to the stored record.</summary>
    public SessionRecord Read(long doc, SessionKey session, Head head)
    {
        var record = ReadStored(doc, session);
        if (head.Newest.Session != session)
        {
            return record;
        }

        // Newest first, and no further back than the record reaches: the rest of a long run is not read.
        var (saves, numbered, hasFull) = (new List<AcceptedSave>(), 0, false);
        _versions.Read(
            row =>
            {
                var save = ReadVersion(row);
                saves.Add(save);
                numbered += save.Save is null ? 0 : 1;
                hasFull |= save.Save is { IsFull: true };
                return numbered <= limits.MaxSaves || !hasFull;
            },
            doc, Math.Max(record.LastVersion, head.Run.Base), head.Version);
        saves.Reverse();
        return record.Add(saves, limits);
    }

    /// <summary>The head, with the highest sequence and the time of its session's last save, including saves that left it unchanged.</summary>
    public Head Slide(long doc, Head head) =>
        head.Newest.Session is { } session && ReadStored(doc, session) is { } record && record.LastVersion == head.Version
            ? head with { Run = head.Run with { Highest = record.Highest, AcceptedAt = record.AcceptedAt } }
            : head;

    /// <summary>Stores a record.</summary>
    public void Write(long doc, SessionKey session, SessionRecord record) => _upsert.Execute(
        doc, session.ToBytes(), record.AcceptedAt.ToUnixTimeMilliseconds(), SessionBlob.Pack(record),
        record.Submission?.Content is { } content ? content.Type : default(Value), record.Submission?.Content?.Bytes ?? default(Value));

    public void Dispose()
    {
        _row.Dispose();
        _versions.Dispose();
        _upsert.Dispose();
    }

    /// <summary>Reads a stored record.</summary>
    /// <param name="row">A row with accepted_at, record, submission_type and submission_body.</param>
    /// <param name="first">The column of accepted_at.</param>
    public static SessionRecord ReadRecord(Statement row, int first) => SessionBlob.Unpack(
        row.Blob(first + 1).ToArray(), row.Time(first), row.IsNull(first + 2) ? null : new Content(row.Text(first + 2), row.Blob(first + 3).ToArray()));

    private SessionRecord ReadStored(long doc, SessionKey session) => _row.First(row => ReadRecord(row, 0), doc, session.ToBytes()) ?? SessionRecord.Empty;

    private static AcceptedSave ReadVersion(Statement row) => AcceptedSave.Of(
        new ETag(row.Long(0), (ulong)row.Long(1)), row.Time(2), row.LongOrNull(3), row.IsNull(4) ? null : Digest.FromBytes(row.Blob(4)),
        row.LongOrNull(5), isFull: row.Long(6) != 0, isSubmission: row.Long(7) != 0, deleted: row.Long(8) != 0);
}
