using Microsoft.Playwright;
using SyncServer.Testing;
using Xunit;

namespace SyncServer.Page.Tests;

/// <summary>One server and one browser for all the tests; each test has notes and windows of its own.</summary>
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

    /// <summary>Where the server is.</summary>
    public Uri Url => _server.Url;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _server = await ServerProcess.StartAsync(_data);
        _playwright = await Playwright.CreateAsync();
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

    /// <summary>Somebody's browser, who has not opened anything yet.</summary>
    /// <param name="name">The name to sign in with.</param>
    /// <param name="server">A server of the test's own, instead of the one for all.</param>
    public async Task<Person> PersonAsync(string name, Uri? server = null)
    {
        var context = await _browser.NewContextAsync(new() { BaseURL = (server ?? _server.Url).ToString(), Locale = "en-GB" });
        return new Person(context, name);
    }
}

/// <summary>Shares the server and the browser between the test classes.</summary>
[CollectionDefinition(nameof(PageFixture))]
public sealed class PageTests : ICollectionFixture<PageFixture>;
