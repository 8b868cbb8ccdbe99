using System.Text.Json;

namespace SyncServer.Tests.Administration;

/// <summary>A database for the commands of an operator, and servers on it.</summary>
internal sealed class CommandDatabase : IDisposable
{
    private readonly TempDirectory _directory = new();

    private CommandDatabase()
    {
    }

    /// <summary>The stores that the tests run on.</summary>
    public static TheoryData<string> Stores { get; } = PostgresServer.IsInstalled ? ["sqlite", "postgres"] : ["sqlite"];

    /// <summary>The connection string.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The directory of the SQLite file.</summary>
    public string Directory => _directory.FullPath;

    /// <summary>The SQLite file.</summary>
    public string File => Path.Combine(Directory, "sync.db");

    /// <summary>Creates an empty database.</summary>
    public static async Task<CommandDatabase> CreateAsync(string store)
    {
        var database = new CommandDatabase();
        database.ConnectionString = store is "postgres" ? await (await PostgresServer.SharedAsync()).CopyDatabaseAsync() : $"Data Source={database.File}";
        return database;
    }

    /// <summary>Starts a server.</summary>
    public Task<ServerProcess> StartAsync(params string[] settings) => StartAsync([], settings);

    /// <summary>Starts a server.</summary>
    public Task<ServerProcess> StartAsync(Dictionary<string, string> environment, params string[] settings) =>
        ServerProcess.StartAsync(Directory, environment, [$"--ConnectionStrings:Documents={ConnectionString}", .. settings]);

    /// <summary>Runs a command that must succeed.</summary>
    /// <returns>Its output without the last line break.</returns>
    public Task<string> RunAsync(params string[] words) => RunWithInputAsync("", words);

    /// <summary>Runs a command that must succeed, with a text as its standard input.</summary>
    public async Task<string> RunWithInputAsync(string input, params string[] words)
    {
        var (exitCode, output, errors) = await ProgramCommand.RunAsync(input, Words(words));
        Assert.True(exitCode == 0, $"{string.Join(' ', words)} ended with {exitCode}: {errors}{output}");
        return output.TrimEnd('\n');
    }

    /// <summary>Runs a command that prints JSON.</summary>
    public async Task<JsonElement> ReadAsync(params string[] words) => JsonElement.Parse(await RunAsync([.. words, "--json"]));

    /// <summary>Runs a command that must fail with one line.</summary>
    /// <returns>That line.</returns>
    public async Task<string> FailAsync(params string[] words)
    {
        var (exitCode, output, errors) = await ProgramCommand.RunAsync(input: "", Words(words));
        Assert.Equal((1, ""), (exitCode, output));
        return Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The words of a command, with the database.</summary>
    public string[] Words(params string[] words) => [.. words, $"--ConnectionStrings:Documents={ConnectionString}"];

    public void Dispose() => _directory.Dispose();
}
