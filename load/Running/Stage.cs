using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using SyncServer.Load.Clients;
using SyncServer.Load.Scenarios;

namespace SyncServer.Load.Running;

/// <summary>The environment of the users of one run: the server, sign-in, the names of documents, and the recorded traffic.</summary>
internal sealed class Stage : IAsyncDisposable
{
    /// <summary>The end of the name of a collection with a window of half a second, so that a short pause of a phone exceeds the window.</summary>
    public const string ShortWindow = "-phone";

    // Access tokens live for 15 minutes.
    private static readonly TimeSpan RenewalInterval = TimeSpan.FromMinutes(10);

    // Of sign-ins, which are not measured.
    private static readonly TimeSpan SetUpTimeout = TimeSpan.FromMinutes(2);

    private readonly Target _target;
    private readonly TargetOptions _targetOptions;
    // Signs in, checks and cleans up, without the faults of the network.
    private readonly HttpClient _direct;
    private readonly HttpClient _http;
    private readonly SlowNetwork? _network;
    private readonly ConcurrentDictionary<string, Lazy<Task<Credentials>>> _credentials = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _over = new();
    private readonly Task _renewal;

    private Stage(IScenario scenario, Rule rule, Target target, LoadOptions options)
    {
        (Rule, _target, _targetOptions, Shape, Users) = (rule, target, options.Target, options.Shape, options.Users);
        Duration = options.WarmUp + options.Load.Duration;
        Traffic = new Traffic(Guid.CreateVersion7().ToString("N")[4..20], options.WarmUp, options.Load.Duration, scenario.Network is not null);
        _network = scenario.Network is { } faults ? new SlowNetwork(target.Url, faults, options.Shape.Seed) : null;
        _direct = CreateClient(network: null);
        _http = _network is null ? _direct : CreateClient(_network);
        _renewal = RenewAsync();
    }

    /// <summary>Reads the revisions and cleans up. Signed in at the start, as the server may be gone at the end.</summary>
    public Person Auditor { get; private set; } = null!;

    /// <summary>The rule of the server.</summary>
    public Rule Rule { get; }

    /// <summary>The users and documents.</summary>
    public Shape Shape { get; }

    /// <summary>The number of users.</summary>
    public int Users { get; }

    /// <summary>The duration of the load, with the warm-up.</summary>
    public TimeSpan Duration { get; }

    /// <summary>The recorded traffic.</summary>
    public Traffic Traffic { get; }

    /// <summary>Creates the environment.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="rule">The rule of the server.</param>
    /// <param name="target">The server.</param>
    /// <param name="options">The options.</param>
    /// <exception cref="SetUpException">The server refused to sign a user in.</exception>
    public static async Task<Stage> OpenAsync(IScenario scenario, Rule rule, Target target, LoadOptions options)
    {
        var stage = new Stage(scenario, rule, target, options);
        try
        {
            stage.Auditor = await stage.PersonAsync("Auditor", stage._direct);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>The path of a document of this run.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shortWindow">Whether it is in the collection with a short window, which only a server that was started for the run has.</param>
    public string Document(string name, bool shortWindow = false) =>
        $"/v1/{_targetOptions.Collection}{(shortWindow && _target.IsOwn ? ShortWindow : "")}/{Traffic.RunId}-{name}";

    /// <summary>Creates the random numbers of one user.</summary>
    public Random RandomOf(int user) => new((Shape.Seed * 1_000_003) + user);

    /// <summary>Creates what a user types, and when.</summary>
    public Keystrokes KeystrokesOf(Random random) => new(random, Shape.Debounce, Shape.Pace);

    /// <summary>A time at the pace of the users.</summary>
    public TimeSpan Paced(Random random, int leastMilliseconds, int mostMilliseconds) =>
        TimeSpan.FromMilliseconds(random.Next(leastMilliseconds, mostMilliseconds) / Shape.Pace);

    /// <summary>Signs a user in.</summary>
    /// <exception cref="SetUpException">The server refused it.</exception>
    public Task<Person> PersonAsync(string name) => PersonAsync(name, _http);

    private async Task<Person> PersonAsync(string name, HttpClient http)
    {
        if (Rule is not Rule.Session)
        {
            return new Person(http, _targetOptions.Timeout, Traffic, credentials: null);
        }

        var isProgram = _targetOptions.Token is not null || _targetOptions.ClientId is not null;
        var credentials = _credentials.GetOrAdd(isProgram ? "" : name, key => new(() => SignInAsync(key)));
        return new Person(http, _targetOptions.Timeout, Traffic, await credentials.Value);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _renewal;
        _http.Dispose();
        _direct.Dispose();
        _network?.Dispose();
        _over.Dispose();
    }

    private HttpClient CreateClient(SlowNetwork? network)
    {
        var handler = new SocketsHttpHandler { UseCookies = false, UseProxy = false, AllowAutoRedirect = false };
        if (_targetOptions.Insecure)
        {
#pragma warning disable CA5359 // This is what --insecure asks for.
            handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true };
#pragma warning restore CA5359
        }

        if (network is not null)
        {
            handler.ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(network.Address, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        return new HttpClient(handler) { BaseAddress = _target.Url, Timeout = SetUpTimeout };
    }

    private Task<Credentials> SignInAsync(string name) => _targetOptions switch
    {
        { Token: { } token } => Task.FromResult(Credentials.OfToken(token)),
        { ClientId: { } client, TokenUrl: { } url } => Credentials.OfClientAsync(
            _direct, url, client, Environment.GetEnvironmentVariable("LOAD_CLIENT_SECRET") ?? throw new SetUpException("--client-id needs the environment variable LOAD_CLIENT_SECRET.")),
        _ => Credentials.OfGuestAsync(_direct, name),
    };

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(RenewalInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                foreach (var credentials in _credentials.Values)
                {
                    await (await credentials.Value).RenewAsync();
                }
            }
        }
        catch (SetUpException refused)
        {
            Traffic.Violation(refused.Message);
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }
}
