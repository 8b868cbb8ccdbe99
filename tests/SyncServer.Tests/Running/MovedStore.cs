using System.Text;
using Microsoft.Data.Sqlite;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Storage;
using SyncServer.Tests.Administration;

namespace SyncServer.Tests.Running;

/// <summary>Databases for the tests of export, import, copy and check, in a directory of their own.</summary>
internal sealed class MovedStore : IDisposable
{
    private readonly TempDirectory _directory = new();

    /// <summary>The directory, for archives.</summary>
    public string Directory => _directory.FullPath;

    /// <summary>The path of a file or folder in the directory.</summary>
    public string PathOf(string name) => Path.Combine(Directory, name);

    /// <summary>The connection string of a SQLite file in the directory.</summary>
    public string Sqlite(string name) => $"Data Source={PathOf(name)}";

    /// <summary>The setting of a command or server that works on a database.</summary>
    public static string On(string connectionString) => $"--ConnectionStrings:Documents={connectionString}";

    /// <summary>Runs a command on a database, and expects exit code 0.</summary>
    public static async Task<string> RunAsync(string connectionString, params string[] words)
    {
        var (exitCode, output, errors) = await ProgramCommand.RunAsync("", [.. words, On(connectionString)]);
        Assert.True(exitCode == 0, $"{words[0]} ended with {exitCode}: {errors}{output}");
        return output;
    }

    /// <summary>Runs a command on a database, and expects exit code 1 and one line that says why.</summary>
    public static async Task<string> RefuseAsync(string connectionString, params string[] words)
    {
        var (exitCode, output, errors) = await ProgramCommand.RunAsync("", [.. words, On(connectionString)]);
        Assert.True(exitCode == 1, $"{words[0]} ended with {exitCode}: {errors}{output}");
        return Assert.Single(errors.Trim().Split('\n'));
    }

    /// <summary>Starts a server on a database.</summary>
    public Task<ServerProcess> StartAsync(string connectionString) => ServerProcess.StartAsync(Directory, On(connectionString));

    /// <summary>Makes a database with many documents of incompressible text, each with a few versions.</summary>
    public static async Task FillAsync(string connectionString, int documents, int bytes)
    {
        using var store = DocumentStore.Open(connectionString, cacheBytes: 0, SessionLimits.Default, TimeProvider.System);
        var random = new Random(1);
        for (var first = 0; first < documents; first += 20)
        {
            var heads = new ETag?[20];
            for (var version = 1; version <= 3; version++)
            {
                var decisions = await store.Log.CommitAsync([.. heads.Select((head, i) => Put($"doc-{first + i:d6}", version, head, RandomText(random, bytes)))]);
                heads = [.. decisions.Select(decision => (ETag?)Assert.IsType<SaveDecision.Written>(decision).Head.ETag)];
            }
        }
    }

    /// <summary>All versions of a database, as text.</summary>
    public static async Task<List<string>> ReadAsync(string connectionString)
    {
        using var store = DocumentStore.Open(connectionString, cacheBytes: 0, SessionLimits.Default, TimeProvider.System);
        var lines = new List<string>();
        foreach (var (id, info) in await store.Reader.ListAsync("notes", after: null, limit: 100_000))
        {
            foreach (var revision in (await store.Reader.RevisionsAsync(new DocumentKey("notes", id), before: null, limit: 1000))!)
            {
                var content = (await store.Reader.ReadAsync(new DocumentKey("notes", id), revision.ETag.Version))!.Value.Content!;
                lines.Add($"{id} {revision} {Digest.Of("", content.Type, content.Bytes.Span)}");
            }
        }

        return lines;
    }

    /// <summary>Executes a statement on a SQLite file of the directory.</summary>
    public void Execute(string name, string sql)
    {
        using var connection = new SqliteConnection($"{Sqlite(name)};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.True(command.ExecuteNonQuery() > 0);
    }

    public void Dispose() => _directory.Dispose();

    private static SaveCommand Put(string id, int sequence, ETag? head, string text)
    {
        var body = new Content("text/plain", Encoding.UTF8.GetBytes(text));
        return new SaveCommand
        {
            Key = new DocumentKey("notes", id),
            Method = SaveMethod.Put,
            Precondition = head is { } etag ? new Precondition.IfMatch([etag]) : new Precondition.IfNoneMatchAny(),
            By = new Person("amy", "Amy"),
            Session = new SessionKey(1),
            Sequence = sequence,
            Body = body,
            Digest = Digest.Of("PUT", body.Type, body.Bytes.Span),
            Nonce = (ulong)Random.Shared.NextInt64(),
            Policy = CollectionPolicy.Default,
        };
    }

    private static string RandomText(Random random, int bytes) => string.Create(bytes, random, (text, source) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = (char)('a' + source.Next(26));
        }
    });
}
