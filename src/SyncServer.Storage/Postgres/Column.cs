using Npgsql;
using NpgsqlTypes;

namespace SyncServer.Storage.Postgres;

/// <summary>Parameters of statements. A column is an array of values, which <c>unnest</c> turns into rows, so that one statement serves a batch of any size.</summary>
internal static class Column
{
    public static NpgsqlParameter Of<T>(IEnumerable<T> rows, Func<T, string?> value) => Make(rows.Select(value).ToArray(), NpgsqlDbType.Text);

    public static NpgsqlParameter Of<T>(IEnumerable<T> rows, Func<T, long> value) => Make(rows.Select(value).ToArray(), NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of<T>(IEnumerable<T> rows, Func<T, long?> value) => Make(rows.Select(value).ToArray(), NpgsqlDbType.Bigint);

    public static NpgsqlParameter Of<T>(IEnumerable<T> rows, Func<T, int> value) => Make(rows.Select(value).ToArray(), NpgsqlDbType.Integer);

    public static NpgsqlParameter Of<T>(IEnumerable<T> rows, Func<T, short> value) => Make(rows.Select(value).ToArray(), NpgsqlDbType.Smallint);

    public static NpgsqlParameter Of<T>(IEnumerable<T> rows, Func<T, bool> value) => Make(rows.Select(value).ToArray(), NpgsqlDbType.Boolean);

    public static NpgsqlParameter Of<T>(IEnumerable<T> rows, Func<T, bool?> value) => Make(rows.Select(value).ToArray(), NpgsqlDbType.Boolean);

    public static NpgsqlParameter Of<T>(IEnumerable<T> rows, Func<T, byte[]?> value) => Make(rows.Select(value).ToArray(), NpgsqlDbType.Bytea);

    public static NpgsqlParameter Of<T>(IEnumerable<T> rows, Func<T, DateTimeOffset> value) =>
        Make(rows.Select(row => value(row).UtcDateTime).ToArray(), NpgsqlDbType.TimestampTz);

    /// <summary>A parameter with a single value.</summary>
    public static NpgsqlParameter One<T>(T value) => new NpgsqlParameter<T> { TypedValue = value };

    /// <inheritdoc cref="One{T}"/>
    public static NpgsqlParameter One(DateTimeOffset value) => One(value.UtcDateTime);

    /// <summary>Adds a statement with positional parameters.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>Adds statements without parameters.</summary>
    public static void AddAll(this NpgsqlBatch batch, IEnumerable<string> statements)
    {
        foreach (var sql in statements)
        {
            batch.Add(sql);
        }
    }

    private static NpgsqlParameter Make(Array values, NpgsqlDbType type) => new() { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type };
}
