using Npgsql;

namespace SyncServer.Storage.Postgres;

/// <summary>Runs single statements, each in one round trip. One that commits is checked as a save is (<see cref="Commits"/>).</summary>
internal static class Statements
{
    /// <summary>Reads all rows of a query.</summary>
    public static Task<List<T>> ReadAsync<T>(this NpgsqlConnection connection, string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] values) =>
        connection.ConfirmAsync(async () =>
        {
            await using var command = connection.Command(sql, values);
            await using var row = await command.ExecuteReaderAsync();
            var found = new List<T>();
            while (await row.ReadAsync())
            {
                found.Add(read(row));
            }

            return found;
        });

    /// <summary>Executes a statement.</summary>
    /// <returns>The number of changed rows.</returns>
    public static async Task<int> ExecuteAsync(this NpgsqlConnection connection, string sql, params NpgsqlParameter[] values)
    {
        await using var command = connection.Command(sql, values);
        return await connection.ConfirmAsync(() => command.ExecuteNonQueryAsync());
    }

    private static NpgsqlCommand Command(this NpgsqlConnection connection, string sql, NpgsqlParameter[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(values);
        return command;
    }
}
