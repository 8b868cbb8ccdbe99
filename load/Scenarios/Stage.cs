using SyncServer.Load.Servers;

namespace SyncServer.Load.Scenarios;

/// <summary>Where a scenario plays: a server of its own under one rule, and everything that happens there.</summary>
/// <param name="rule">How the server decides.</param>
/// <param name="server">The server.</param>
/// <param name="users">How many users there will be.</param>
/// <param name="seed">The same seed makes the same traffic.</param>
internal sealed class Stage(Rule rule, ServerProcess server, int users, int seed) : IAsyncDisposable
{
    /// <summary>Saves of this collection skip ETag equality for half a second only: a phone put away for a moment stands for one put away for long.</summary>
    public const string ShortWindow = "phone";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false })
    {
        BaseAddress = server.Url,
        Timeout = TimeSpan.FromSeconds(60),
    };

    /// <summary>How the server decides.</summary>
    public Rule Rule => rule;

    /// <summary>The server.</summary>
    public ServerProcess Server => server;

    /// <summary>How many users there will be.</summary>
    public int Users => users;

    /// <summary>All that happened.</summary>
    public Traffic Traffic { get; } = new();

    /// <summary>Starts a server of its own.</summary>
    /// <param name="rule">How it decides.</param>
    /// <param name="folder">Where its database goes.</param>
    /// <param name="users">How many users there will be.</param>
    /// <param name="seed">The same seed makes the same traffic.</param>
    /// <param name="cancellation">Gives it up.</param>
    public static async Task<Stage> SetUpAsync(Rule rule, string folder, int users, int seed, CancellationToken cancellation) => new(
        rule,
        rule is Rule.Session
            ? await ServerProcess.StartSyncServerAsync(folder, cancellation, $"--Sync:Collections:{ShortWindow}:Window=00:00:00.500")
            : await ServerProcess.StartTextbookAsync($"Data Source={Path.Combine(folder, "textbook.db")}", cancellation, "--Log=true", $"--LastWriteWins={rule is Rule.LastWrite}", "--Logging:LogLevel:Microsoft.EntityFrameworkCore=None"),
        users,
        seed);

    /// <summary>The random numbers of one user.</summary>
    public Random RandomOf(int user) => new((seed * 1_000) + user);

    /// <summary>Brings somebody in.</summary>
    public Task<Person> PersonAsync(string name) =>
        rule is Rule.Session ? Person.SignInAsync(_http, Traffic, name) : Task.FromResult(new Person(_http, Traffic, authorization: null));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await server.DisposeAsync();
    }
}
