using Npgsql;
using SyncServer.Core.Access;
using SyncServer.Core.Ports;
using SyncServer.Storage.Locking;

namespace SyncServer.Storage.Postgres;

/// <summary>The last round trip of a batch: everything that it writes, and its commit.</summary>
internal sealed class BatchWriting(IReadOnlyCollection<BatchedDocument> documents)
{
    /// <summary>Writes and commits; where there is nothing to write, lets the documents go.</summary>
    /// <exception cref="StoreUnavailableException">The connection broke: nobody knows whether the commit was made.</exception>
    public void Run(NpgsqlConnection connection)
    {
        using var writing = new NpgsqlBatch(connection);
        AddCreated([.. documents.Where(d => d.Changed && d.Found is null)], writing);
        AddUpdated([.. documents.Where(d => d.Changed && d.Found is not null)], writing);
        AddVersions([.. documents.SelectMany(d => d.Versions)], writing);
        AddReceipts([.. documents.SelectMany(d => d.Receipts)], writing);
        AddShadows([.. documents.SelectMany(d => d.Shadows)], writing);
        AddOwners([.. documents.Where(d => d.Owner is not null)], writing);
        AddRenewedLocks([.. documents.SelectMany(d => d.RenewedLocks.Select(l => LockRow.Of(d.Key, l)))], writing);
        writing.Add("COMMIT");
        try
        {
            writing.ExecuteNonQuery();
        }
        catch (Exception e) when (!PostgresCircuit.IsUndone(e))
        {
            throw new StoreUnavailableException("The database did not answer a commit.", e);
        }
    }

    private static void AddCreated(List<BatchedDocument> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            // In the order of the keys. A node that lost the race waits here for the other's commit, and then for a unique violation.
            writing.Add("""
                INSERT INTO documents (collection, id, created_at, created_by, created_by_name, version, nonce, saved_at, saved_by, saved_by_name, session, sequence,
                    base, outcome, deleted, content_type, size, run_base, run_created, run_sequence, accepted_at, snapshot, splice_bytes)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
                """, HeadValues(rows));
        }
    }

    private static void AddUpdated(List<BatchedDocument> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            writing.Add("""
                UPDATE documents d SET created_at = k.created_at, created_by = k.created_by, created_by_name = k.created_by_name,
                    version = k.version, nonce = k.nonce, saved_at = k.saved_at, saved_by = k.saved_by, saved_by_name = k.saved_by_name,
                    session = k.session, sequence = k.sequence, base = k.base, outcome = k.outcome, deleted = k.deleted, content_type = k.content_type, size = k.size,
                    run_base = k.run_base, run_created = k.run_created, run_sequence = k.run_sequence, accepted_at = k.accepted_at,
                    snapshot = k.snapshot, splice_bytes = k.splice_bytes
                FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
                    AS k (collection, id, created_at, created_by, created_by_name, version, nonce, saved_at, saved_by, saved_by_name, session, sequence,
                    base, outcome, deleted, content_type, size, run_base, run_created, run_sequence, accepted_at, snapshot, splice_bytes)
                WHERE d.collection = k.collection AND d.id = k.id
                """, HeadValues(rows));
        }
    }

    private static void AddVersions(List<NewVersion> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            writing.Add("""
                INSERT INTO revisions (collection, id, version, nonce, saved_at, saved_by, saved_by_name, session, sequence, digest, base, outcome, deleted,
                    content_type, size, snapshot, prefix, suffix, payload)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)
                """,
                Column.Of(rows, v => v.Key.Collection), Column.Of(rows, v => v.Key.Id), Column.Of(rows, v => v.Head.Version),
                Column.Of(rows, v => unchecked((long)v.Head.ETag.Nonce)), Column.Of(rows, v => v.Head.Newest.SavedAt),
                Column.Of(rows, v => v.Head.Newest.SavedBy.Id), Column.Of(rows, v => v.Head.Newest.SavedBy.Name),
                Column.Of(rows, v => v.Head.Newest.Session?.ToBytes()), Column.Of(rows, v => v.Head.Newest.Sequence), Column.Of(rows, v => v.Digest?.ToBytes()),
                Column.Of(rows, v => v.Head.Newest.Base), Column.Of(rows, v => (short)v.Head.Newest.Outcome), Column.Of(rows, v => v.Head.Deleted),
                Column.Of(rows, v => v.Head.Newest.ContentType), Column.Of(rows, v => v.Head.Newest.Size), Column.Of(rows, v => v.Snapshot),
                Column.Of(rows, v => v.Payload.Prefix), Column.Of(rows, v => v.Payload.Suffix), Column.Of(rows, v => v.Payload.Middle.ToArray()));
        }
    }

    private static void AddReceipts(List<NewReceipt> receipts, NpgsqlBatch writing)
    {
        if (receipts.Count > 0)
        {
            // One row for each key, the newest: a statement may not touch a row twice.
            List<NewReceipt> rows = [.. receipts.GroupBy(r => (r.Key, r.Session, r.Receipt.Sequence)).Select(same => same.Last())];
            writing.Add("""
                INSERT INTO receipts (collection, id, session, sequence, version, nonce, digest, accepted_at)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (collection, id, session, sequence) DO UPDATE SET
                    version = excluded.version, nonce = excluded.nonce, digest = excluded.digest, accepted_at = excluded.accepted_at
                """,
                Column.Of(rows, r => r.Key.Collection), Column.Of(rows, r => r.Key.Id), Column.Of(rows, r => r.Session.ToBytes()),
                Column.Of(rows, r => r.Receipt.Sequence), Column.Of(rows, r => r.Receipt.ETag.Version),
                Column.Of(rows, r => unchecked((long)r.Receipt.ETag.Nonce)), Column.Of(rows, r => r.Receipt.Digest.ToBytes()), Column.Of(rows, r => r.AcceptedAt));
        }
    }

    private static void AddShadows(List<NewShadow> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            // Those that are over; one that another node is just renewing is left for the next time.
            writing.Add("""
                DELETE FROM shadows WHERE (collection, id, session) IN (
                    SELECT collection, id, session FROM shadows WHERE expires_at < $1 LIMIT 100 FOR UPDATE SKIP LOCKED)
                """, new NpgsqlParameter { Value = rows[0].Now });
            writing.Add("""
                INSERT INTO shadows (collection, id, session, sequence, base, expires_at, content_type, body)
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
                ON CONFLICT (collection, id, session) DO UPDATE SET
                    sequence = excluded.sequence, base = excluded.base, expires_at = excluded.expires_at, content_type = excluded.content_type, body = excluded.body
                """,
                Column.Of(rows, s => s.Key.Collection), Column.Of(rows, s => s.Key.Id), Column.Of(rows, s => s.Session.ToBytes()), Column.Of(rows, s => s.Sequence),
                Column.Of(rows, s => s.Shadow.Base), Column.Of(rows, s => s.Now + s.Keep), Column.Of(rows, s => s.Shadow.Content.Type),
                Column.Of(rows, s => s.Shadow.Content.Bytes.ToArray()));
        }
    }

    private static void AddOwners(List<BatchedDocument> rows, NpgsqlBatch writing)
    {
        if (rows.Count > 0)
        {
            writing.Add("""
                INSERT INTO roles (collection, id, user_id, role) SELECT * FROM unnest($1, $2, $3, $4)
                ON CONFLICT (collection, id, user_id) DO NOTHING
                """,
                Column.Of(rows, d => d.Key.Collection), Column.Of(rows, d => d.Key.Id), Column.Of(rows, d => d.Owner!), Column.Of(rows, _ => (short)Role.Owner));
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

    private static NpgsqlParameter[] HeadValues(List<BatchedDocument> rows) =>
    [
        Column.Of(rows, d => d.Key.Collection), Column.Of(rows, d => d.Key.Id),
        Column.Of(rows, d => d.Head!.CreatedAt), Column.Of(rows, d => d.Head!.CreatedBy.Id), Column.Of(rows, d => d.Head!.CreatedBy.Name),
        Column.Of(rows, d => d.Head!.Version), Column.Of(rows, d => unchecked((long)d.Head!.ETag.Nonce)), Column.Of(rows, d => d.Head!.Newest.SavedAt),
        Column.Of(rows, d => d.Head!.Newest.SavedBy.Id), Column.Of(rows, d => d.Head!.Newest.SavedBy.Name),
        Column.Of(rows, d => d.Head!.Newest.Session?.ToBytes()), Column.Of(rows, d => d.Head!.Newest.Sequence), Column.Of(rows, d => d.Head!.Newest.Base),
        Column.Of(rows, d => (short)d.Head!.Newest.Outcome), Column.Of(rows, d => d.Head!.Deleted), Column.Of(rows, d => d.Head!.Newest.ContentType),
        Column.Of(rows, d => d.Head!.Newest.Size), Column.Of(rows, d => d.Head!.Run.Base), Column.Of(rows, d => d.Head!.Run.Created),
        Column.Of(rows, d => d.Head!.Run.Sequence), Column.Of(rows, d => d.Head!.Run.AcceptedAt),
        Column.Of(rows, d => d.Chain.Snapshot), Column.Of(rows, d => d.Chain.Bytes),
    ];
}
