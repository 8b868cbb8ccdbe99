namespace SyncServer.Client.Tests.Support;

/// <summary>One server process for all tests that need one.</summary>
[CollectionDefinition(nameof(RealServer))]
public sealed class RealServer : IAsyncLifetime, ICollectionFixture<RealServer>
{
    private readonly TempDirectory _data = new();
    private ServerProcess? _process;

    /// <summary>A client for it.</summary>
    public HttpClient Http { get; private set; } = null!;

    /// <summary>Its address.</summary>
    public Uri Url => _process!.Url;

    /// <summary>A user who is signed in.</summary>
    public Caller Amy { get; private set; } = null!;

    /// <summary>Another user who is signed in.</summary>
    public Caller Ben { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _process = await ServerProcess.StartAsync(
            _data.FullPath, "--Sync:Collections:quick:Window=00:00:00.030", "--Sync:Collections:strict:Mode=strict");
        Http = Wire.Connect(_process.Url);
        Amy = await Caller.SignInAsync(Http, "Amy");
        Ben = await Caller.SignInAsync(Http, "Ben");
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _process!.DisposeAsync();
        _data.Dispose();
    }
}
