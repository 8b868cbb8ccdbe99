using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace SyncServer.Client.Tests;

/// <summary>The client as a service.</summary>
public sealed class ServicesTests
{
    [Fact]
    public async Task A_client_uses_the_registered_handlers_tokens_drafts_and_logs()
    {
        var (server, disk, logs) = (new FakeServer(), new Disk(), new Logs());
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(logs).SetMinimumLevel(LogLevel.Trace));
        services.AddSingleton<ITokenSource>(new Tokens(() => "token"));
        services.AddSingleton<IDraftStore>(new KillableDraftStore(disk));
        services.AddSyncServerClient(new Uri("http://sync.test/sync")).ConfigurePrimaryHttpMessageHandler(() => server);
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<SyncClient>();
        Assert.Same(client, provider.GetRequiredService<SyncClient>());
        var opening = client.OpenAsync("notes", "one");
        var read = await server.NextAsync();
        Assert.Equal(("/sync/v1/notes/one", "Bearer token"), (read.Path, read["Authorization"]));
        read.Read(3, "a");
        var document = await opening;
        document.Save(FakeServer.Text("b"));
        var flushed = document.FlushAsync();
        (await server.NextAsync()).Accept(4);
        await flushed;
        await document.DisposeAsync();
        Assert.Equal("b", disk.Drafts.Single().Newest()!.ReadText());
        await Eventually.HoldsAsync(() => Task.FromResult(logs.Lines.Contains("notes/one is Saved, version 4.")), "it is logged");
    }

    [Fact]
    public void The_address_is_absolute() =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddSyncServerClient(new Uri("/sync", UriKind.Relative)));

    private sealed class Logs : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
