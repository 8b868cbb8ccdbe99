using Npgsql;
using SyncServer.Core.Access;
using SyncServer.Core.Documents;
using SyncServer.Core.Merging;
using SyncServer.Core.Saving;
using SyncServer.Storage.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>The last round trip of a batch: all writes and the commit.</summary>
internal static class BatchWriting
{
    /// <summary>Writes and commits. If there is nothing to write, the commit releases the row locks.</summary>
    /// <returns>The chain of the newest version of each document.</returns>
    /// <exception cref="StoreUnavailableException">The connection broke, so it is unknown whether the commit was made; or no standby has confirmed it.</exception>
    public static IReadOnlyDictionary<DocumentKey, Chain> Run(NpgsqlConnection connection, IReadOnlyCollection<BatchedDocument> documents)
    {
        var chains = documents.ToDictionary(d => d.Open.Key, d => d.Chain);
        var versions = documents.SelectMany(d => d.Open.Versions.Select(v => (d.Open.Key, Version: v))).ToList().ConvertAll(v =>
        {
            (var payload, chains[v.Key]) = chains[v.Key].Append(v.Version.Head.Version, v.Version.Before, v.Version.Content);
            return new VersionToWrite(v.Key, v.Version.Head.Newest, chains[v.Key].Snapshot, payload);
        });
        var heads = documents.Where(d => d.Open.Head is not null && d.Open.Head != d.Open.Found).ToLookup(
            d => d.Open.Found is null, d => (d.Open.Key, d.Open.Head!, chains[d.Open.Key]));

        using var writing = new NpgsqlBatch(connection);
        // In the order of the keys. If another node creates the same document, this waits for its commit and then gets a unique violation.
        AddHeads(HeadColumns.Insert, [.. heads[true]], writing);
        AddHeads(HeadColumns.Update, [.. heads[false]], writing);
        AddVersions(versions, writing);
        AddRecords([.. documents.SelectMany(d => d.Open.ChangedRecords.Select(s => (d.Open.Key, s, d.Open.RecordOf(s)!)))], writing);
        AddOwners([.. documents.Select(d => d.Open).Where(d => d.NewOwner is not null)], writing);
        AddRenewedLocks([.. documents.SelectMany(d => d.Open.RenewedLocks.Select(l => LockRow.Of(d.Open.Key, l)))], writing);
        writing.Add("COMMIT");
        try
        {
            writing.ExecuteCommit();
        }
        catch (Exception e) when (e is not StoreUnavailableException && !PostgresCircuit.IsRolledBack(e))
        {
            throw new StoreUnavailableException("The database did not answer a commit.", e);
        }

        return chains;
    }

    private static void AddHeads(string sql, List<(DocumentKey, Head, Chain)> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            writing.Add(sql, HeadColumns.Values(rows));
        }
    }

    private static void AddVersions(List<VersionToWrite> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            writing.Add("""
                INSERT INTO revisions (collection, id, version, nonce, saved_at, saved_by, saved_by_name, session, sequence, digest, base, outcome, deleted,
                    content_type, size, is_full, is_submission, snapshot, prefix, suffix, payload)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
                """,
                Column.Of(rows, v => v.Key.Collection), Column.Of(rows, v => v.Key.Id), Column.Of(rows, v => v.Revision.ETag.Version),
                Column.Of(rows, v => unchecked((long)v.Revision.ETag.Nonce)), Column.Of(rows, v => v.Revision.SavedAt),
                Column.Of(rows, v => v.Revision.SavedBy.Id), Column.Of(rows, v => v.Revision.SavedBy.Name),
                Column.Of(rows, v => v.Revision.Session?.ToBytes()), Column.Of(rows, v => v.Revision.Sequence), Column.Of(rows, v => v.Revision.Digest?.ToBytes()),
                Column.Of(rows, v => v.Revision.Base), Column.Of(rows, v => (short)v.Revision.Outcome), Column.Of(rows, v => v.Revision.Deleted),
                Column.Of(rows, v => v.Revision.ContentType), Column.Of(rows, v => v.Revision.Size), Column.Of(rows, v => v.Revision.IsFull),
                Column.Of(rows, v => v.Revision.IsSubmission), Column.Of(rows, v => v.Snapshot),
                Column.Of(rows, v => v.Payload.Prefix), Column.Of(rows, v => v.Payload.Suffix), Column.Of(rows, v => v.Payload.Middle.ToArray()));
        }
    }

    /// <summary>Adds the statement that writes session records.</summary>
    public static void AddRecords(List<(DocumentKey Key, SessionKey Session, SessionRecord Record)> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            writing.Add("""
                INSERT INTO sessions (collection, id, session, accepted_at, record, submission_type, submission_body)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
                ON CONFLICT (collection, id, session) DO UPDATE SET
                    accepted_at = excluded.accepted_at, record = excluded.record,
                    submission_type = excluded.submission_type, submission_body = excluded.submission_body
                """,
                Column.Of(rows, r => r.Key.Collection), Column.Of(rows, r => r.Key.Id), Column.Of(rows, r => r.Session.ToBytes()),
                Column.Of(rows, r => r.Record.AcceptedAt), Column.Of(rows, r => SessionBlob.Pack(r.Record)),
                Column.Of(rows, r => r.Record.Submission?.Content?.Type), Column.Of(rows, r => r.Record.Submission?.Content?.Bytes.ToArray()));
        }
    }

    private static void AddOwners(List<OpenDocument> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            writing.Add("""
                INSERT INTO roles (collection, id, user_id, role) SELECT * FROM unnest($1, $2, $3, $4)
                ON CONFLICT (collection, id, user_id) DO NOTHING
                """,
                Column.Of(rows, d => d.Key.Collection), Column.Of(rows, d => d.Key.Id), Column.Of(rows, d => d.NewOwner!), Column.Of(rows, _ => (short)Role.Owner));
        }
    }

    private static void AddRenewedLocks(List<LockRow> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            writing.Add("""
                UPDATE locks l SET expires_at = k.expires_at
                FROM unnest($1, $2, $3, $4) AS k (collection, id, fence, expires_at)
                WHERE l.collection = k.collection AND l.id = k.id AND l.fence = k.fence
                """,
                Column.Of(rows, l => l.Collection), Column.Of(rows, l => l.Id), Column.Of(rows, l => l.Fence), Column.Of(rows, l => l.ExpiresAt));
        }
    }

    private sealed record VersionToWrite(DocumentKey Key, Revision Revision, long Snapshot, Splice Payload);
}
