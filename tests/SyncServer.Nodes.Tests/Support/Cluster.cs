using SyncServer.Testing.Racing;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>Two server processes on one PostgreSQL and one Redis, for all tests.</summary>
public sealed class Cluster : IAsyncLifetime
{
    // The settings of the race, and a window that is short enough to wait for.
    private static readonly string[] Settings = [.. Race.Settings, "--Sync:Collections:short:Window=00:00:02"];

    private readonly TempDirectory _directory = new();
    private readonly List<ServerProcess> _nodes = [];
    private ServerProcess? _ahead;

    /// <summary>The database server.</summary>
    public PostgresServer Postgres { get; private set; } = null!;

    /// <summary>The Redis server.</summary>
    public RedisServer Redis { get; private set; } = null!;

    /// <summary>The database that the nodes share.</summary>
    public string Documents { get; private set; } = null!;

    /// <summary>The first node.</summary>
    public ServerProcess First => _nodes[0];

    /// <summary>The second node.</summary>
    public ServerProcess Second => _nodes[1];

    /// <summary>The addresses of both nodes.</summary>
    public Uri[] Urls => [First.Url, Second.Url];

    /// <summary>The path of a document that does not exist.</summary>
    public static string NewDocument(string collection = "notes") => $"/v1/{collection}/doc-{Guid.NewGuid():n}";

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        Postgres = await PostgresServer.SharedAsync();
        Redis = await RedisServer.StartAsync();
        Documents = await Postgres.CreateDatabaseAsync();
        await Task.WhenAll(StartNodeAsync(), StartNodeAsync());
    }

    /// <summary>Starts another node, which is stopped with the cluster.</summary>
    /// <param name="documents">The connection string of another database.</param>
    /// <param name="environment">Environment variables of the node.</param>
    public async Task<ServerProcess> StartNodeAsync(string? documents = null, Dictionary<string, string>? environment = null)
    {
        var node = await ServerProcess.StartAsync(
            _directory.FullPath,
            environment ?? [],
            [.. Settings, $"--ConnectionStrings:Documents={documents ?? Documents}", $"--ConnectionStrings:Redis={Redis.ConnectionString}"]);
        lock (_nodes)
        {
            _nodes.Add(node);
        }

        return node;
    }

    /// <summary>Starts a node whose clock is ten minutes ahead.</summary>
    public async Task<ServerProcess> AheadAsync()
    {
        var library = Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(one => Path.Combine(one, "faketime", "libfaketime.so.1")).First(File.Exists);
        return _ahead ??= await StartNodeAsync(environment: new Dictionary<string, string> { ["LD_PRELOAD"] = library, ["FAKETIME"] = "+10m" });
    }

    /// <summary>Signs a user in. Each request goes to one of the two nodes at random.</summary>
    public Task<Caller> SignInAsync(string name = "Amy Peters") => Caller.SignInAsync(Wire.ConnectToAny(Urls), name);

    /// <summary>Signs a user in, and returns a caller for each node.</summary>
    public async Task<(Caller OnFirst, Caller OnSecond)> SignInOnBothAsync(string name = "Amy Peters")
    {
        var first = (await Caller.SignInAsync(Wire.Connect(First.Url), name)).Tab();
        return (first, first with { Http = Wire.Connect(Second.Url) });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await Redis.DisposeAsync();
        _directory.Dispose();
    }
}
