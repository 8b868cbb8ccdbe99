using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Storage.Postgres.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>The columns of <c>documents</c> on the way of a save.</summary>
internal static class HeadColumns
{
    /// <summary>In the order in which they are read.</summary>
    public const string All = """
        d.collection, d.id, d.created_at, d.created_by, d.created_by_name, d.version, d.nonce, d.saved_at, d.saved_by, d.saved_by_name, d.session, d.sequence,
        d.base, d.outcome, d.deleted, d.content_type, d.size, d.run_base, d.run_created, d.run_sequence, d.accepted_at, d.snapshot, d.splice_bytes
        """;

    /// <summary>Reads the current row.</summary>
    public static (DocumentKey Key, Head Head, Chain Chain) Read(NpgsqlDataReader row)
    {
        var document = new HeadRow
        {
            Collection = row.GetString(0),
            Id = row.GetString(1),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(2),
            CreatedBy = row.GetString(3),
            CreatedByName = row.GetString(4),
            Version = row.GetInt64(5),
            Nonce = row.GetInt64(6),
            SavedAt = row.GetFieldValue<DateTimeOffset>(7),
            SavedBy = row.GetString(8),
            SavedByName = row.GetString(9),
            Session = row.IsDBNull(10) ? null : row.GetFieldValue<byte[]>(10),
            Sequence = row.IsDBNull(11) ? null : row.GetInt64(11),
            Base = row.IsDBNull(12) ? null : row.GetInt64(12),
            Outcome = row.GetInt16(13),
            Deleted = row.GetBoolean(14),
            ContentType = row.GetString(15),
            Size = row.GetInt32(16),
            RunBase = row.GetInt64(17),
            RunCreated = row.GetBoolean(18),
            RunSequence = row.IsDBNull(19) ? null : row.GetInt64(19),
            AcceptedAt = row.GetFieldValue<DateTimeOffset>(20),
            Snapshot = row.GetInt64(21),
            SpliceBytes = row.GetInt32(22),
        };
        return (new DocumentKey(document.Collection, document.Id), document.ToHead(), new Chain(document.Snapshot, document.SpliceBytes));
    }
}
