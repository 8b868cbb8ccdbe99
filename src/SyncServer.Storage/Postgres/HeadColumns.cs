using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Storage.Postgres.Rows;

namespace SyncServer.Storage.Postgres;

/// <summary>The columns of <c>documents</c> in the statements of saves. All members use the same order of columns.</summary>
internal static class HeadColumns
{
    private static readonly string[] Names =
    [
        "collection", "id", "created_at", "created_by", "created_by_name", "created_version", "version", "nonce", "saved_at", "saved_by", "saved_by_name",
        "session", "sequence", "base", "outcome", "deleted", "content_type", "size", "is_full", "is_submission",
        "run_base", "run_highest", "accepted_at", "snapshot", "splice_bytes",
    ];

    private static readonly string List = string.Join(", ", Names);
    private static readonly string Parameters = string.Join(", ", Names.Select((_, i) => $"${i + 1}"));

    /// <summary>The columns of <c>documents d</c>, in the order that <see cref="Read"/> expects.</summary>
    public static string All { get; } = string.Join(", ", Names.Select(name => $"d.{name}"));

    /// <summary>The statement that inserts documents.</summary>
    public static string Insert { get; } = $"INSERT INTO documents ({List}) SELECT * FROM unnest({Parameters})";

    /// <summary>The statement that updates documents.</summary>
    public static string Update { get; } = $"""
        UPDATE documents d SET {string.Join(", ", Names.Skip(2).Select(name => $"{name} = k.{name}"))}
        FROM unnest({Parameters}) AS k ({List})
        WHERE d.collection = k.collection AND d.id = k.id
        """;

    /// <summary>The parameters of <see cref="Insert"/> and <see cref="Update"/>.</summary>
    public static NpgsqlParameter[] Values(IReadOnlyList<(DocumentKey Key, Head Head, Chain Chain)> rows) =>
    [
        Column.Of(rows, d => d.Key.Collection), Column.Of(rows, d => d.Key.Id),
        Column.Of(rows, d => d.Head.CreatedAt), Column.Of(rows, d => d.Head.CreatedBy.Id), Column.Of(rows, d => d.Head.CreatedBy.Name),
        Column.Of(rows, d => d.Head.CreatedVersion), Column.Of(rows, d => d.Head.Version), Column.Of(rows, d => unchecked((long)d.Head.ETag.Nonce)),
        Column.Of(rows, d => d.Head.Newest.SavedAt), Column.Of(rows, d => d.Head.Newest.SavedBy.Id), Column.Of(rows, d => d.Head.Newest.SavedBy.Name),
        Column.Of(rows, d => d.Head.Newest.Session?.ToBytes()), Column.Of(rows, d => d.Head.Newest.Sequence), Column.Of(rows, d => d.Head.Newest.Base),
        Column.Of(rows, d => (short)d.Head.Newest.Outcome), Column.Of(rows, d => d.Head.Deleted), Column.Of(rows, d => d.Head.Newest.ContentType),
        Column.Of(rows, d => d.Head.Newest.Size), Column.Of(rows, d => d.Head.Newest.IsFull), Column.Of(rows, d => d.Head.Newest.IsSubmission),
        Column.Of(rows, d => d.Head.Run.Base), Column.Of(rows, d => d.Head.Run.Highest), Column.Of(rows, d => d.Head.Run.AcceptedAt),
        Column.Of(rows, d => d.Chain.Snapshot), Column.Of(rows, d => d.Chain.Bytes),
    ];

    /// <summary>Reads the current row.</summary>
    public static (DocumentKey Key, Head Head, Chain Chain) Read(NpgsqlDataReader row)
    {
        var document = new PostgresDocumentRow
        {
            Collection = row.GetString(0),
            Id = row.GetString(1),
            CreatedAt = row.GetFieldValue<DateTimeOffset>(2),
            CreatedBy = row.GetString(3),
            CreatedByName = row.GetString(4),
            CreatedVersion = row.GetInt64(5),
            Version = row.GetInt64(6),
            Nonce = row.GetInt64(7),
            SavedAt = row.GetFieldValue<DateTimeOffset>(8),
            SavedBy = row.GetString(9),
            SavedByName = row.GetString(10),
            Session = row.IsDBNull(11) ? null : row.GetFieldValue<byte[]>(11),
            Sequence = row.IsDBNull(12) ? null : row.GetInt64(12),
            Base = row.IsDBNull(13) ? null : row.GetInt64(13),
            Outcome = row.GetInt16(14),
            Deleted = row.GetBoolean(15),
            ContentType = row.GetString(16),
            Size = row.GetInt32(17),
            IsFull = row.GetBoolean(18),
            IsSubmission = row.GetBoolean(19),
            RunBase = row.GetInt64(20),
            RunHighest = row.IsDBNull(21) ? null : row.GetInt64(21),
            AcceptedAt = row.GetFieldValue<DateTimeOffset>(22),
            Snapshot = row.GetInt64(23),
            SpliceBytes = row.GetInt32(24),
        };
        return (new DocumentKey(document.Collection, document.Id), document.ToHead(), new Chain(document.Snapshot, document.SpliceBytes));
    }
}
