using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace SyncServer.Storage.Sqlite;

/// <summary>
/// A prepared statement on EF Core's connection, without the cost of ADO.NET's parameter objects. A save executes three statements. Parameters are numbered
/// from 1 in the order of the arguments, columns from 0.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3_stmt _statement;
    private readonly sqlite3 _database;

    public Statement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    /// <summary>Executes a statement that returns no rows.</summary>
    public void Execute(params ReadOnlySpan<Value> values)
    {
        Bind(values);
        try
        {
            Step();
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Reads the first row; the default value if there is none.</summary>
    public T? First<T>(Func<Statement, T> read, params ReadOnlySpan<Value> values)
    {
        Bind(values);
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    /// <summary>Reads all rows.</summary>
    public List<T> All<T>(Func<Statement, T> read, params ReadOnlySpan<Value> values)
    {
        var rows = new List<T>();
        Read(
            row =>
            {
                rows.Add(read(row));
                return true;
            },
            values);
        return rows;
    }

    /// <summary>Rows, until <paramref name="read"/> returns that it needs no more.</summary>
    public void Read(Func<Statement, bool> read, params ReadOnlySpan<Value> values)
    {
        Bind(values);
        try
        {
            while (Step() && read(this))
            {
            }
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeMilliseconds(Long(column));

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private void Bind(ReadOnlySpan<Value> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            SqliteException.ThrowExceptionForRC(values[i].Bind(_statement, i + 1), _database);
        }
    }

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        if (result is not raw.SQLITE_ROW)
        {
            SqliteException.ThrowExceptionForRC(result, _database);
        }

        return result is raw.SQLITE_ROW;
    }
}
