using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>The dashboard, on wide and narrow screens, in light and dark mode.</summary>
[Collection(nameof(PageFixture))]
public sealed class DashboardTests(PageFixture fixture)
{
    [Theory]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task The_dashboard_shows_saves(int width, ColorScheme scheme)
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var note = $"shown-{width}";
        await ann.StoreAsync(note, new Note("Plan", "one"));
        // Among the most saved ones, whatever the other tests have saved.
        for (var save = 0; save < 20; save++)
        {
            await ann.ReplaceAsync(note, $"{save}", "application/json");
        }

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
        // The current step is drawn after two seconds. A chart whose values are all zero shows a note.
        await Expect(window.Page.Locator(".charts .card").First.Locator(".empty")).ToBeHiddenAsync(new() { Timeout = 30_000 });

        Assert.False(await window.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth"), "The page is wider than the screen.");
        Assert.Empty(outside);
        window.ExpectNoErrors();
    }

    [Fact]
    public async Task The_dashboard_shows_missing_permission_and_an_unreachable_server()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var page = await ann.Context.NewPageAsync();
        await page.RouteAsync("**/insights", route => route.FulfillAsync(new() { Status = 403 }));
        await page.GotoAsync("/dashboard/");
        await Expect(page.Locator("#status")).ToContainTextAsync("Only operators can see this.");
        await page.UnrouteAsync("**/insights");
        await page.RouteAsync("**/insights", route => route.AbortAsync());
        await Expect(page.Locator("#status")).ToContainTextAsync("cannot be reached", new() { Timeout = 30_000 });
    }
}
