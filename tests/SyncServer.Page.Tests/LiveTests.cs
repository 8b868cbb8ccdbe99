using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>Presence, locks and changes of other users.</summary>
[Collection(nameof(PageFixture))]
public sealed class LiveTests(PageFixture fixture)
{
    // The machine may be slow.
    private const float TimeoutMs = 30_000;

    [Fact]
    public async Task Two_users_see_each_other_and_each_others_changes()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("together", new Note("Plan", "<p>start</p>"));
        var first = await ann.OpenAsync("together");
        var second = await bob.OpenAsync("together");
        await Expect(first.Page.Locator("#people")).ToContainTextAsync("Bob", new() { Timeout = TimeoutMs });
        await Expect(second.Page.Locator("#people")).ToContainTextAsync("Ann", new() { Timeout = TimeoutMs });
        await Expect(first.Page.Locator("#people")).Not.ToContainTextAsync("Ann");

        await first.WriteAsync(", from Ann");
        await first.SavedAsync();
        await Expect(second.Prose).ToHaveTextAsync("start, from Ann", new() { Timeout = TimeoutMs });
        await second.WriteAsync(" and Bob");
        await second.SavedAsync();
        Assert.Equal("<p>start, from Ann and Bob</p>", (await bob.StoredAsync("together")).Html);
        Assert.Equal(0, second.Conflicts);

        await second.Page.GotoAsync("about:blank");
        await Expect(first.Page.Locator("#people")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        first.ExpectNoErrors();
    }

    [Fact]
    public async Task A_field_locked_by_another_user_is_read_only_until_it_is_released()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("locked", new Note("Plan", "<p>start</p>"));
        var first = await ann.OpenAsync("locked");
        var second = await bob.OpenAsync("locked");
        await first.Button("Lock the text").ClickAsync();
        await Expect(first.Button("Lock the text")).ToHaveAttributeAsync("aria-pressed", "true");

        await Expect(second.Page.Locator("#held-prose")).ToHaveTextAsync("Ann has locked this.", new() { Timeout = TimeoutMs });
        await Expect(second.Prose).ToHaveAttributeAsync("contenteditable", "false");
        await Expect(second.Page.Locator("#title")).ToBeEditableAsync();
        await first.WriteAsync(", from Ann");
        await first.SavedAsync();

        await first.Button("Lock the text").ClickAsync();
        await Expect(second.Prose).ToHaveAttributeAsync("contenteditable", "true", new() { Timeout = TimeoutMs });
        await Expect(second.Page.Locator("#held-prose")).ToBeHiddenAsync();
        second.ExpectNoErrors();
    }

    [Fact]
    public async Task A_change_that_arrives_during_unsaved_edits_is_only_announced()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("noticed", new Note("Plan", "<p>start</p>"));
        var first = await ann.OpenAsync("noticed");
        var second = await bob.OpenAsync("noticed");
        await Expect(second.Page.Locator("#people")).ToContainTextAsync("Ann", new() { Timeout = TimeoutMs });
        // The save is refused, but not as a conflict, so the edit stays unsaved.
        await second.Page.RouteAsync("**/v1/notes/noticed", route =>
            route.Request.Method == "PUT" ? route.FulfillAsync(new() { Status = 413 }) : route.ContinueAsync());
        await second.WriteAsync(", from Bob");
        await Expect(second.Page.Locator("#problem")).ToBeVisibleAsync();
        await first.WriteAsync(", from Ann");
        await first.SavedAsync();

        await Expect(second.Page.Locator("#remote")).ToContainTextAsync("Someone else saved version", new() { Timeout = TimeoutMs });
        await Expect(second.Prose).ToHaveTextAsync("start, from Bob");
    }

    [Fact]
    public async Task A_badge_shows_that_the_browser_is_offline()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync("badge");
        var badge = window.Page.Locator("#offline");
        await Expect(badge).ToBeHiddenAsync();
        await ann.Context.SetOfflineAsync(true);
        await Expect(badge).ToBeVisibleAsync();
        await ann.Context.SetOfflineAsync(false);
        await Expect(badge).ToBeHiddenAsync();
    }
}
