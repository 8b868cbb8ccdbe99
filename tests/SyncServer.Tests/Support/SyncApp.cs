using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace SyncServer.Tests.Support;

/// <summary>A server in this process, on a loopback port, with its own database and clock.</summary>
public sealed class SyncApp : WebApplicationFactory<Program>
{
    private readonly TempDirectory _own = new();
    private IHost? _host;

    /// <summary>Creates a server that starts with its first client.</summary>
    public SyncApp() => UseKestrel(0);

    /// <summary>The clock of the server.</summary>
    public ManualClock Clock { get; } = new();

    /// <summary>The directory of the database and the keys. Default: one that is deleted with this instance.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Additional settings.</summary>
    public Dictionary<string, string> Settings { get; init; } = [];

    /// <summary>Registers additional services.</summary>
    public Action<IServiceCollection> MoreServices { get; init; } = _ => { };

    /// <summary>The path of a document that does not exist.</summary>
    public static string NewDocument(string collection = "notes") => $"/v1/{collection}/doc-{Guid.NewGuid():n}";

    /// <summary>A user who is not signed in.</summary>
    public Caller Anyone() => new(Connect(), Token: null);

    /// <summary>Signs a guest in.</summary>
    public Task<Caller> SignInAsync(string name = "Amy Peters") => Caller.SignInAsync(Connect(), name);

    /// <summary>A client that sends headers without validation.</summary>
    public HttpClient Connect()
    {
        StartServer();
        if (ClientOptions.BaseAddress.Port is 0)
        {
            throw new InvalidOperationException("The server stopped instead of starting. The error is on the console.");
        }

        return Wire.Connect(ClientOptions.BaseAddress);
    }

    /// <summary>Stops the host while its clients still wait, as a shutdown under load does.</summary>
    public Task StopAsync() => _host!.StopAsync();

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_host is not null)
        {
            // The host may still be stopping on the thread of its entry point, and the next one needs its file.
            await Clock.Released.WaitAsync(TimeSpan.FromSeconds(60));
        }

        _own.Dispose();
    }

    /// <inheritdoc/>
    protected override IHost CreateHost(IHostBuilder builder) => _host = base.CreateHost(builder);

    /// <inheritdoc/>
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Not on a test thread, of which there are few.
        var documents = Task.Run(() => TestStore.OfAsync(DataDirectory ?? _own.FullPath)).GetAwaiter().GetResult();
        builder.UseEnvironment(Environments.Development);
        builder.UseSetting("ConnectionStrings:Documents", documents);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        builder.UseSetting("Sync:Collections:strictnotes:Mode", "strict");
        builder.UseSetting("Sync:Collections:locked:Mode", "pessimistic");
        builder.UseSetting("Sync:Collections:forced:AllowForce", "true");
        builder.UseSetting("Sync:Collections:short:Window", "00:00:05");
        builder.UseSetting("Sync:Collections:small:MaxBytes", "1000");
        builder.UseSetting("Sync:Collections:diaries:Access", "private");
        builder.UseSetting("Sync:Collections:prose:Preset", "note");
        builder.UseSetting("Sync:Collections:pages:Preset", "tiptap");
        builder.UseSetting("Sync:Collections:cards:Merge:/body", "prosemirror");
        builder.UseSetting("Sync:ReorderWait", "00:00:00.300");
        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services => MoreServices(services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_ => Clock))));
    }
}
