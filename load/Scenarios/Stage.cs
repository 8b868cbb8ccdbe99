using SyncServer.Load.Servers;

namespace SyncServer.Load.Scenarios;

/// <summary>The environment of a scenario run: a server with one rule, and the recorded traffic.</summary>
/// <param name="rule">The rule of the server.</param>
/// <param name="server">The server.</param>
/// <param name="users">The number of users.</param>
/// <param name="seed">The random seed. The same seed gives the same traffic.</param>
internal sealed class Stage(Rule rule, ServerProcess server, int users, int seed) : IAsyncDisposable
{
    /// <summary>A collection with a window of half a second, so that a short pause of a phone exceeds the window.</summary>
    public const string ShortWindow = "phone";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false })
    {
        BaseAddress = server.Url,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>The rule of the server.</summary>
    public Rule Rule => rule;

    /// <summary>The server.</summary>
    public ServerProcess Server => server;

    /// <summary>The number of users.</summary>
    public int Users => users;

    /// <summary>The recorded traffic.</summary>
    public Traffic Traffic { get; } = new();

    /// <summary>Starts a server.</summary>
    /// <param name="rule">The rule of the server.</param>
    /// <param name="folder">The folder of its database.</param>
    /// <param name="users">The number of users.</param>
    /// <param name="seed">The random seed. The same seed gives the same traffic.</param>
    /// <param name="cancellation">Cancels the start.</param>
    public static async Task<Stage> SetUpAsync(Rule rule, string folder, int users, int seed, CancellationToken cancellation) => new(
        rule,
        rule is Rule.Session
            ? await ServerProcess.StartSyncServerAsync(folder, cancellation, $"--Sync:Collections:{ShortWindow}:Window=00:00:00.500")
            : await ServerProcess.StartTextbookAsync($"Data Source={Path.Combine(folder, "textbook.db")}", cancellation, "--Log=true", $"--LastWriteWins={rule is Rule.LastWrite}", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None"),
        users,
        seed);

    /// <summary>Creates the random numbers of one user.</summary>
    public Random RandomOf(int user) => new((seed * 1_000) + user);

    /// <summary>Signs a user in.</summary>
    public Task<Person> PersonAsync(string name) =>
        rule is Rule.Session ? Person.SignInAsync(_http, Traffic, name) : Task.FromResult(new Person(_http, Traffic, authorization: null));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await server.DisposeAsync();
    }
}
