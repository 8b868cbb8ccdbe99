using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Core.Saving;

namespace SyncServer.Storage.Postgres;

/// <summary>
/// The second round trip of a batch: the bytes of heads that are not in memory, the ETags that name no head, and the sessions' receipts.
/// A session that goes on where it left off needs none of it, and then there is no second round trip.
/// </summary>
internal sealed class BatchReading(IReadOnlyList<SaveCommand> batch, IReadOnlyDictionary<DocumentKey, BatchedDocument> documents)
{
    private readonly HashSet<DocumentKey> _contested =
        [.. batch.Select(c => (c.Key, c.Session)).Distinct().GroupBy(c => c.Key).Where(sessions => sessions.Skip(1).Any()).Select(sessions => sessions.Key)];

    /// <summary>Loads it into the documents.</summary>
    public void Run(NpgsqlConnection connection)
    {
        var contents = batch.Where(c => c.Method is not SaveMethod.Delete).Select(c => documents[c.Key]).Where(d => d.LacksContent).Distinct().ToList();
        var claims = batch.SelectMany(ClaimsOf).Distinct().ToList();
        var sessions = batch.Where(NeedsReceipts).Select(c => new SessionLookup(documents[c.Key], c)).ToList();
        if (contents.Count + claims.Count + sessions.Count == 0)
        {
            return;
        }

        using var reading = new NpgsqlBatch(connection);
        AddContents(reading, contents);
        AddClaims(reading, claims);
        AddReceipts(reading, sessions);
        using var rows = reading.ExecuteReader();
        ReadContents(rows, contents);
        rows.NextResult();
        while (rows.Read())
        {
            var claim = claims[(int)rows.GetInt64(0)];
            claim.Document.Verify(claim.ETag);
        }

        rows.NextResult();
        while (rows.Read())
        {
            var lookup = sessions[(int)rows.GetInt64(0)];
            var etag = new ETag(rows.GetInt64(2), (ulong)rows.GetInt64(3));
            lookup.Document.Load(lookup.Session, new Receipt(rows.GetInt64(1), etag, Digest.FromBytes(rows.GetFieldValue<byte[]>(4)), rows.GetBoolean(5)));
        }
    }

    private static void AddContents(NpgsqlBatch reading, List<BatchedDocument> contents) => reading.Add("""
        SELECT k.n, r.prefix, r.suffix, r.payload
        FROM unnest($1, $2, $3, $4, $5) AS k (n, collection, id, snapshot, version)
        JOIN revisions r ON r.collection = k.collection AND r.id = k.id AND r.version BETWEEN k.snapshot AND k.version
        ORDER BY k.n, r.version
        """,
        Column.Of(contents.Index(), d => (long)d.Index), Column.Of(contents, d => d.Key.Collection), Column.Of(contents, d => d.Key.Id),
        Column.Of(contents, d => d.Chain.Snapshot), Column.Of(contents, d => d.Head!.Version));

    private static void ReadContents(NpgsqlDataReader rows, List<BatchedDocument> contents)
    {
        var bytes = new byte[contents.Count][];
        while (rows.Read())
        {
            var n = (int)rows.GetInt64(0);
            bytes[n] = new Payload(rows.GetInt32(1), rows.GetInt32(2), rows.GetFieldValue<byte[]>(3)).Apply(bytes[n]);
        }

        foreach (var (n, document) in contents.Index())
        {
            document.Load(new Content(document.Head!.Newest.ContentType, bytes[n]));
        }
    }

    private static void AddClaims(NpgsqlBatch reading, List<Claim> claims) => reading.Add("""
        SELECT k.n
        FROM unnest($1, $2, $3, $4, $5) AS k (n, collection, id, version, nonce)
        JOIN revisions r ON r.collection = k.collection AND r.id = k.id AND r.version = k.version AND r.nonce = k.nonce
        """,
        Column.Of(claims.Index(), c => (long)c.Index), Column.Of(claims, c => c.Document.Key.Collection), Column.Of(claims, c => c.Document.Key.Id),
        Column.Of(claims, c => c.ETag.Version), Column.Of(claims, c => unchecked((long)c.ETag.Nonce)));

    // In the order of acceptance: a version first, then the saves that it left unchanged.
    private static void AddReceipts(NpgsqlBatch reading, List<SessionLookup> sessions) => reading.Add("""
        SELECT k.n, r.sequence, r.version, r.nonce, r.digest, r.wrote
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) AS k (n, collection, id, session, claimed, nonce, below, horizon)
        CROSS JOIN LATERAL (
            SELECT CASE WHEN EXISTS (
                SELECT 1 FROM revisions b WHERE b.collection = k.collection AND b.id = k.id AND b.version = k.claimed AND b.nonce = k.nonce)
                THEN k.below ELSE k.horizon END AS version) AS floor
        CROSS JOIN LATERAL (
            SELECT v.sequence, v.version, v.nonce, v.digest, true AS wrote, v.saved_at AS at
            FROM revisions v
            WHERE v.collection = k.collection AND v.id = k.id AND v.version >= floor.version AND v.session = k.session AND v.sequence IS NOT NULL
            UNION ALL
            SELECT u.sequence, u.version, u.nonce, u.digest, false, u.accepted_at
            FROM receipts u
            WHERE u.collection = k.collection AND u.id = k.id AND u.session = k.session AND u.version >= floor.version) AS r
        ORDER BY k.n, r.version, r.wrote DESC, r.at, r.sequence
        """,
        Column.Of(sessions.Index(), s => (long)s.Index), Column.Of(sessions, s => s.Document.Key.Collection), Column.Of(sessions, s => s.Document.Key.Id),
        Column.Of(sessions, s => s.Session.ToBytes()), Column.Of(sessions, s => s.Claimed.Version), Column.Of(sessions, s => unchecked((long)s.Claimed.Nonce)),
        Column.Of(sessions, s => s.Below), Column.Of(sessions, s => s.Horizon));

    /// <summary>The ETags of a command that could name an older version.</summary>
    private IEnumerable<Claim> ClaimsOf(SaveCommand command) =>
        command.Precondition is Precondition.IfMatch match && documents[command.Key] is { Found: { } found } document
            ? match.ETags.Where(etag => etag.Version > 0 && etag.Version < found.Version).Select(etag => new Claim(document, etag))
            : [];

    // A session alone on its document, with a rising sequence and the ETag of the head, needs no receipts before the batch.
    private bool NeedsReceipts(SaveCommand command) =>
        command is { Session: not null, Sequence: not null } && documents[command.Key].Found is { } found
        && (SaveRules.NeedsReceipts(command, found, found.ETag)
            || command.Precondition is not Precondition.IfMatch { ETags: [var etag] } || etag != found.ETag
            || _contested.Contains(command.Key));

    /// <summary>An ETag to look for.</summary>
    private sealed record Claim(BatchedDocument Document, ETag ETag);

    /// <summary>The receipts to look for: those that one command needs.</summary>
    private sealed class SessionLookup(BatchedDocument document, SaveCommand command)
    {
        public BatchedDocument Document => document;

        public SessionKey Session => command.Session!.Value;

        /// <summary>The one ETag that bounds the search, where the document really has it.</summary>
        public ETag Claimed { get; } = command is { Method: not SaveMethod.Patch, Precondition: Precondition.IfMatch { ETags: [var etag] } } ? etag : ETag.Foreign;

        public long Horizon { get; } = command.Precondition is Precondition.IfMatchAny ? 1 : Math.Max(1, document.Found!.Version - SaveRules.ReceiptHorizon + 1);

        /// <summary>From that ETag's version on; the run's last counts even where it lies before.</summary>
        public long Below => Math.Max(
            Horizon,
            command.Session == document.Found!.Newest.Session && command.Sequence <= document.Found.Run.Sequence
                ? Math.Min(Claimed.Version, document.Found.Run.Base)
                : Claimed.Version);
    }
}
