using System.Text.RegularExpressions;
using SyncServer.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>The pages behind a proxy that serves them under a path (docs/operations.md).</summary>
[Collection(nameof(PageFixture))]
public sealed class PrefixTests(PageFixture fixture)
{
    [Fact]
    public async Task The_editor_saves_and_shows_remote_changes_under_a_path()
    {
        await using var nginx = await Nginx.StartAsync("/docs", fixture.Url);
        await using var ann = await fixture.PersonAsync("Ann", nginx.Url);
        await using var bob = await fixture.PersonAsync("Bob", nginx.Url);
        var hers = await ann.OpenAsync("under-a-path");
        await hers.WriteAsync("written under a path");
        await hers.SavedAsync();
        Assert.Contains("written under a path", (await ann.StoredAsync("under-a-path")).Text, StringComparison.Ordinal);

        var his = await bob.OpenAsync("under-a-path");
        await Expect(his.Text).ToHaveValueAsync(new Regex("written under a path"));
        await his.WriteAsync(" and read by Ann");
        await his.SavedAsync();
        await Expect(hers.Text).ToHaveValueAsync(new Regex("and read by Ann"));
        Assert.StartsWith(nginx.Url.ToString(), hers.Page.Url, StringComparison.Ordinal);
        hers.ExpectNoErrors();
        his.ExpectNoErrors();
    }

    [Fact]
    public async Task The_dashboard_loads_under_a_path()
    {
        await using var nginx = await Nginx.StartAsync("/docs", fixture.Url);
        await using var ann = await fixture.PersonAsync("Ann", nginx.Url);
        var page = await ann.Context.NewPageAsync();
        var failed = new List<string>();
        page.RequestFailed += (_, request) => failed.Add(request.Url);
        page.Response += (_, response) => { if (response.Status >= 400) { failed.Add($"{response.Status} {response.Url}"); } };
        var insights = page.WaitForResponseAsync(response => response.Url.StartsWith(nginx.Url + "insights", StringComparison.Ordinal));
        await page.GotoAsync("dashboard");
        Assert.True((await insights).Ok);
        Assert.Empty(failed);
    }
}
