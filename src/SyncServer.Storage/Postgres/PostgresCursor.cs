using System.Data.Common;
using Npgsql;
using SyncServer.Core.Documents;
using SyncServer.Storage.Archive;

namespace SyncServer.Storage.Postgres;

/// <summary>A result that is ordered by document, which is read while it arrives. Its last two columns are the key of the document.</summary>
internal sealed class PostgresCursor : IDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlDataReader _row;
    private DocumentKey? _key;

    /// <summary>Sends a query.</summary>
    /// <param name="connection">A connection of its own, in a transaction.</param>
    /// <param name="sql">The query, with the key of the last document to leave out as parameters.</param>
    /// <param name="after">That key.</param>
    public PostgresCursor(NpgsqlConnection connection, string sql, DocumentKey after)
    {
        _connection = connection;
        using var command = new NpgsqlCommand(sql, connection) { Parameters = { Column.One(after.Collection), Column.One(after.Id) } };
        _row = command.ExecuteReader();
        Advance();
    }

    /// <summary>The rows of all documents that are left.</summary>
    public IEnumerable<(DocumentKey Key, DbDataReader Row)> All()
    {
        for (; _key is { } key; Advance())
        {
            yield return (key, _row);
        }
    }

    /// <summary>The rows of a document. Rows of documents before it are skipped.</summary>
    public IEnumerable<DbDataReader> Of(DocumentKey key)
    {
        for (; _key is { } here && DocumentOrder.Compare(here, key) <= 0; Advance())
        {
            if (here == key)
            {
                yield return _row;
            }
        }
    }

    public void Dispose()
    {
        // What was not read is not wanted any more.
        _row.Dispose();
        _connection.Dispose();
    }

    private void Advance() => _key = _row.Read() ? new DocumentKey(_row.GetString(_row.FieldCount - 2), _row.GetString(_row.FieldCount - 1)) : null;
}
