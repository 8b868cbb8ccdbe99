using System.Collections.Concurrent;

namespace SyncServer.Testing;

/// <summary>
/// The store of the tests: SQLite, or PostgreSQL if <c>SYNCSERVER_TEST_STORE</c> is <c>postgres</c>. Tests of the SQLite file
/// have the trait <c>Store=Sqlite</c>.
/// </summary>
public static class TestStore
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<string>>> Databases = new();

    /// <summary>The connection string for a data directory: a file in it, or a database that belongs to it.</summary>
    public static Task<string> OfAsync(string dataDirectory) => Environment.GetEnvironmentVariable("SYNCSERVER_TEST_STORE") is "postgres"
        ? Databases.GetOrAdd(dataDirectory, _ => new Lazy<Task<string>>(CreateDatabaseAsync)).Value
        : Task.FromResult($"Data Source={Path.Combine(dataDirectory, "sync.db")}");

    private static async Task<string> CreateDatabaseAsync()
    {
        var postgres = await PostgresServer.SharedAsync();
        return await postgres.CreateDatabaseAsync();
    }
}
