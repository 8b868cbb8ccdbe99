using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>The dashboard shows what the server does, on wide and on narrow screens, in light and in dark.</summary>
[Collection(nameof(PageFixture))]
public sealed class DashboardTests(PageFixture fixture)
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task It_shows_saves_as_they_come(int width, ColorScheme scheme)
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var note = $"shown-{width}";
        await ann.StoreAsync(note, new Note("Plan", "<p>one</p>"));
        var window = new Window(await ann.Context.NewPageAsync());
        await window.Page.SetViewportSizeAsync(width, 900);
        await window.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
        var outside = new List<string>();
        window.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(fixture.Url.ToString(), StringComparison.Ordinal))
            {
                outside.Add(request.Url);
            }
        };
        await window.Page.GotoAsync("/dashboard");

        await Expect(window.Page.Locator("#status")).ToHaveTextAsync(new Regex("^live"));
        await Expect(window.Page.Locator("#most-saved")).ToContainTextAsync($"notes/{note}");
        await Expect(window.Page.GetByRole(AriaRole.Img, new() { NameRegex = new Regex("^Saves by outcome: ") })).ToBeVisibleAsync();
        await Expect(window.Page.Locator(".charts .card")).ToHaveCountAsync(7);
        // The step under way is drawn once it says something; a chart whose values are all zero says so.
        await Expect(window.Page.Locator(".charts .card").First.Locator(".empty")).ToBeHiddenAsync(new() { Timeout = 30_000 });

        Assert.False(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "It is wider than the screen.");
        Assert.Empty(outside);
        window.ExpectNoFaults();
    }

    [Fact]
    public async Task It_tells_where_it_is_not_to_be_shown_or_the_server_is_away()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var page = await ann.Context.NewPageAsync();
        await page.RouteAsync("**/insights", route => route.FulfillAsync(new() { Status = 403 }));
        await page.GotoAsync("/dashboard/");
        await Expect(page.Locator("#status")).ToContainTextAsync("Only operators may see this.");
        await page.UnrouteAsync("**/insights");
        await page.RouteAsync("**/insights", route => route.AbortAsync());
        await Expect(page.Locator("#status")).ToContainTextAsync("cannot be reached", new() { Timeout = 30_000 });
    }
}
