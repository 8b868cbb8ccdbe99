using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;

namespace SyncServer.Storage.Sqlite;

/// <summary>Refuses files of other applications, before anything is written to them.</summary>
internal static class DataFileOwner
{
    /// <summary>Checks the tables of a file. It may be missing or empty.</summary>
    /// <exception cref="UnknownSchemaException">The file is not a SQLite database, or has tables of another application.</exception>
    public static void Check(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return;
        }

        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            // A process that is killed in its first start leaves an empty history.
            command.CommandText = """
                SELECT name FROM sqlite_master
                WHERE type IN ('table', 'view') AND name NOT LIKE '__EFMigrations%' AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = '__EFMigrationsHistory')
                """;
            if (command.ExecuteScalar() is string other)
            {
                throw new UnknownSchemaException($"{path} is a database of another application: it has a table {other}. Name another file in ConnectionStrings:Documents.");
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_NOTADB)
        {
            throw new UnknownSchemaException($"{path} is not a SQLite database. Name another file in ConnectionStrings:Documents.");
        }
    }
}
