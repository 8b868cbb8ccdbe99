using System.Net;

namespace SyncServer.Tests.BadInput;

/// <summary>A server process for the tests of bad input.</summary>
public sealed class BadInputServer : IAsyncLifetime
{
    private readonly TempDirectory _data = new();
    private ServerProcess _server = null!;

    /// <summary>The address that it listens on.</summary>
    public Uri Url => _server.Url;

    /// <summary>Its output.</summary>
    public string Output => _server.Output;

    /// <summary>A signed-in user.</summary>
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

    /// <summary>Checks that the server is running and saves.</summary>
    public async Task IsHealthyAsync()
    {
        (await Amy.Get("/healthz")).Is(HttpStatusCode.OK);
        (await Amy.Get("/readyz")).Is(HttpStatusCode.OK);
        (await Amy.Create(SyncApp.NewDocument("healthy"), "{}")).Saved("created", 1);
    }
}
