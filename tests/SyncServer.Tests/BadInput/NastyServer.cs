using System.Net;

namespace SyncServer.Tests.BadInput;

/// <summary>A real process to be nasty to.</summary>
public sealed class NastyServer : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private ServerProcess _server = null!;

    /// <summary>Where it listens.</summary>
    public Uri Url => _server.Url;

    /// <summary>All that it has printed.</summary>
    public string Output => _server.Output;

    /// <summary>Somebody signed in.</summary>
    public Caller Amy { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_data.FullPath);
        Amy = await Caller.SignInAsync(Wire.Connect(_server.Url), "Amy");
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>It is up and saves.</summary>
    public async Task IsHealthyAsync()
    {
        (await Amy.Get("/healthz")).Is(HttpStatusCode.OK);
        (await Amy.Get("/readyz")).Is(HttpStatusCode.OK);
        (await Amy.Create(SyncApp.NewDocument("healthy"), "{}")).Saved("created", 1);
    }
}
