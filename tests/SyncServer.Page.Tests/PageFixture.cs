using Microsoft.Playwright;
using SyncServer.Testing;
using Xunit;

namespace SyncServer.Page.Tests;

/// <summary>One server and one browser for all tests. Each test has its own notes and windows.</summary>
public sealed class PageFixture : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly string _data = Directory.CreateTempSubdirectory("syncserver-page-").FullName;
    private ServerProcess _server = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;

    /// <summary>The address of the server.</summary>
    public Uri Url => _server.Url;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_data, "--Server:TrustedProxies=127.0.0.1");
        _playwright = await Playwright.CreateAsync();
        // The machine may be busy.
        Assertions.SetDefaultExpectTimeout(30_000);
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Arguments });
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
        await _server.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>Creates a browser context for a user.</summary>
    /// <param name="name">The name to sign in with.</param>
    /// <param name="server">A server of the test. Default: the shared one.</param>
    public async Task<Person> PersonAsync(string name, Uri? server = null)
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = (server ?? _server.Url).ToString(), Locale = "en-GB" });
        return new Person(context, name);
    }
}

/// <summary>Shares the server and the browser between the test classes.</summary>
[CollectionDefinition(nameof(PageFixture))]
public sealed class PageTests : ICollectionFixture<PageFixture>;
