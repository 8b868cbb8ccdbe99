using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>Loads what is missing in locked documents, in one round trip; in none if the database cannot have it.</summary>
/// <param name="connection">The connection of the transaction that has the documents locked.</param>
/// <param name="limits">The limits of session records.</param>
internal sealed class BatchReading(NpgsqlConnection connection, SessionLimits limits)
{
    /// <summary>Loads what is missing.</summary>
    public void Load(IEnumerable<(BatchedDocument Document, Missing Missing)> missing)
    {
        var contents = new List<BatchedDocument>();
        var versions = new List<(OpenDocument Document, ETag ETag)>();
        var records = new List<(OpenDocument Document, SessionKey Session)>();
        foreach (var (document, item) in missing)
        {
            switch (item)
            {
                case Missing.Content:
                    contents.Add(document);
                    break;
                case Missing.Version { ETag: var etag } when etag.Version < document.Open.Found?.Version:
                    versions.Add((document.Open, etag));
                    break;
                case Missing.Version { ETag: var etag }:
                    document.Open.Load(etag, null);
                    break;
                case Missing.Record { Session: var session } when document.Open.Found is not null:
                    records.Add((document.Open, session));
                    break;
                case Missing.Record { Session: var session }:
                    document.Open.Load(session, SessionRecord.Empty);
                    break;
                default:
                    throw new InvalidOperationException($"{item} is loaded with the document.");
            }
        }

        if (contents.Count + versions.Count + records.Count > 0)
        {
            using var reading = new NpgsqlBatch(connection);
            AddContents(reading, contents);
            AddVersions(reading, versions);
            AddRecords(reading, records);
            using var rows = reading.ExecuteReader();
            ReadContents(rows, contents);
            rows.NextResult();
            ReadVersions(rows, versions);
            rows.NextResult();
            ReadRecords(rows, records);
        }
    }

    private static void AddContents(NpgsqlBatch reading, List<BatchedDocument> contents) => reading.Add("""
        SELECT k.n, r.prefix, r.suffix, r.payload
        FROM unnest($1, $2, $3, $4, $5) AS k (n, collection, id, snapshot, version)
        JOIN revisions r ON r.collection = k.collection AND r.id = k.id AND r.version BETWEEN k.snapshot AND k.version
        ORDER BY k.n, r.version
        """,
        Column.Of(contents.Index(), d => d.Index), Column.Of(contents, d => d.Open.Key.Collection), Column.Of(contents, d => d.Open.Key.Id),
        Column.Of(contents, d => d.Chain.Snapshot), Column.Of(contents, d => d.Open.Found!.Version));

    private static void ReadContents(NpgsqlDataReader rows, List<BatchedDocument> contents)
    {
        var bytes = new byte[contents.Count][];
        while (rows.Read())
        {
            var n = rows.GetInt32(0);
            bytes[n] = new Payload(rows.GetInt32(1), rows.GetInt32(2), rows.GetFieldValue<byte[]>(3)).Apply(bytes[n]);
        }

        foreach (var (n, document) in contents.Index())
        {
            document.Open.Load(new Content(document.Open.Found!.Newest.ContentType, bytes[n]));
        }
    }

    private static void AddVersions(NpgsqlBatch reading, List<(OpenDocument Document, ETag ETag)> versions) => reading.Add("""
        SELECT k.n, r.saved_at, f.saved_at
        FROM unnest($1, $2, $3, $4, $5) AS k (n, collection, id, version, nonce)
        JOIN revisions r ON r.collection = k.collection AND r.id = k.id AND r.version = k.version AND r.nonce = k.nonce
        LEFT JOIN revisions f ON f.collection = k.collection AND f.id = k.id AND f.version = k.version + 1
        """,
        Column.Of(versions.Index(), v => v.Index), Column.Of(versions, v => v.Document.Key.Collection), Column.Of(versions, v => v.Document.Key.Id),
        Column.Of(versions, v => v.ETag.Version), Column.Of(versions, v => unchecked((long)v.ETag.Nonce)));

    private static void ReadVersions(NpgsqlDataReader rows, List<(OpenDocument Document, ETag ETag)> versions)
    {
        var named = new NamedVersion?[versions.Count];
        while (rows.Read())
        {
            var n = rows.GetInt32(0);
            named[n] = new NamedVersion(versions[n].ETag, rows.GetFieldValue<DateTimeOffset>(1), rows.IsDBNull(2) ? null : rows.GetFieldValue<DateTimeOffset>(2));
        }

        foreach (var (n, (document, etag)) in versions.Index())
        {
            document.Load(etag, named[n]);
        }
    }

    private void AddRecords(NpgsqlBatch reading, List<(OpenDocument Document, SessionKey Session)> records)
    {
        reading.Add("""
            SELECT k.n, s.accepted_at, s.record, s.submission_type, s.submission_body
            FROM unnest($1, $2, $3, $4) AS k (n, collection, id, session)
            JOIN sessions s ON s.collection = k.collection AND s.id = k.id AND s.session = k.session
            """,
            Column.Of(records.Index(), r => r.Index), Column.Of(records, r => r.Document.Key.Collection), Column.Of(records, r => r.Document.Key.Id),
            Column.Of(records, r => r.Session.ToBytes()));
        // The stored record of the session that wrote the head lacks at most the last WriteEvery versions.
        var running = records.Index().Where(r => r.Item.Document.Found!.Newest.Session == r.Item.Session).ToList();
        reading.Add("""
            SELECT k.n, r.version, r.nonce, r.saved_at, r.sequence, r.digest, r.base, r.is_full, r.is_submission, r.deleted
            FROM unnest($1, $2, $3, $4, $5) AS k (n, collection, id, before, version)
            JOIN revisions r ON r.collection = k.collection AND r.id = k.id AND r.version > k.before AND r.version <= k.version
            ORDER BY k.n, r.version
            """,
            Column.Of(running, r => r.Index), Column.Of(running, r => r.Item.Document.Key.Collection), Column.Of(running, r => r.Item.Document.Key.Id),
            Column.Of(running, r => Math.Max(r.Item.Document.Found!.Run.Base, r.Item.Document.Found.Version - limits.WriteEvery)),
            Column.Of(running, r => r.Item.Document.Found!.Version));
    }

    private void ReadRecords(NpgsqlDataReader rows, List<(OpenDocument Document, SessionKey Session)> records)
    {
        var found = Enumerable.Repeat(SessionRecord.Empty, records.Count).ToArray();
        while (rows.Read())
        {
            found[rows.GetInt32(0)] = ReadRecord(rows);
        }

        rows.NextResult();
        var since = found.Select(_ => new List<AcceptedSave>()).ToArray();
        while (rows.Read())
        {
            var n = rows.GetInt32(0);
            if (rows.GetInt64(1) > found[n].LastVersion)
            {
                since[n].Add(ReadVersion(rows));
            }
        }

        foreach (var (n, (document, session)) in records.Index())
        {
            document.Load(session, found[n].Add(since[n], limits));
        }
    }

    /// <summary>Reads a stored session record: accepted_at, record, submission_type and submission_body from the second column on.</summary>
    public static SessionRecord ReadRecord(NpgsqlDataReader row) => SessionBlob.Unpack(
        row.GetFieldValue<byte[]>(2), row.GetFieldValue<DateTimeOffset>(1), row.IsDBNull(3) ? null : new Content(row.GetString(3), row.GetFieldValue<byte[]>(4)));

    private static AcceptedSave ReadVersion(NpgsqlDataReader row) => AcceptedSave.Of(
        new ETag(row.GetInt64(1), (ulong)row.GetInt64(2)), row.GetFieldValue<DateTimeOffset>(3), row.IsDBNull(4) ? null : row.GetInt64(4),
        row.IsDBNull(5) ? null : Digest.FromBytes(row.GetFieldValue<byte[]>(5)), row.IsDBNull(6) ? null : row.GetInt64(6),
        isFull: row.GetBoolean(7), isSubmission: row.GetBoolean(8), deleted: row.GetBoolean(9));
}
