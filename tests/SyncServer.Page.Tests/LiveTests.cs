using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>What one sees of the others while they are at work.</summary>
[Collection(nameof(PageFixture))]
public sealed class LiveTests(PageFixture fixture)
{
    // The machine may be slow.
    private const float Patience = 30_000;

    [Fact]
    public async Task Two_people_see_each_other_and_each_others_changes()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("together", new Note("Plan", "<p>start</p>"));
        var first = await ann.OpenAsync("together");
        var second = await bob.OpenAsync("together");
        await Expect(first.Page.Locator("#people")).ToContainTextAsync("Bob", new() { Timeout = Patience });
        await Expect(second.Page.Locator("#people")).ToContainTextAsync("Ann", new() { Timeout = Patience });
        await Expect(first.Page.Locator("#people")).Not.ToContainTextAsync("Ann");

        await first.WriteAsync(", from Ann");
        await first.SavedAsync();
        await Expect(second.Prose).ToHaveTextAsync("start, from Ann", new() { Timeout = Patience });
        await second.WriteAsync(" and Bob");
        await second.SavedAsync();
        Assert.Equal("<p>start, from Ann and Bob</p>", (await bob.StoredAsync("together")).Html);
        Assert.Equal(0, second.Conflicts);

        await second.Page.GotoAsync("about:blank");
        await Expect(first.Page.Locator("#people")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        first.ExpectNoFaults();
    }

    [Fact]
    public async Task What_is_locked_by_somebody_else_is_read_only_until_it_is_free()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("locked", new Note("Plan", "<p>start</p>"));
        var first = await ann.OpenAsync("locked");
        var second = await bob.OpenAsync("locked");
        await first.Button("Lock the text").ClickAsync();
        await Expect(first.Button("Lock the text")).ToHaveAttributeAsync("aria-pressed", "true");

        await Expect(second.Page.Locator("#held-prose")).ToHaveTextAsync("Ann has locked this.", new() { Timeout = Patience });
        await Expect(second.Prose).ToHaveAttributeAsync("contenteditable", "false");
        await Expect(second.Page.Locator("#title")).ToBeEditableAsync();
        await first.WriteAsync(", from Ann");
        await first.SavedAsync();

        await first.Button("Lock the text").ClickAsync();
        await Expect(second.Prose).ToHaveAttributeAsync("contenteditable", "true", new() { Timeout = Patience });
        await Expect(second.Page.Locator("#held-prose")).ToBeHiddenAsync();
        second.ExpectNoFaults();
    }

    [Fact]
    public async Task A_change_that_comes_while_something_is_unsaved_is_only_told_of()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("noticed", new Note("Plan", "<p>start</p>"));
        var first = await ann.OpenAsync("noticed");
        var second = await bob.OpenAsync("noticed");
        await Expect(second.Page.Locator("#people")).ToContainTextAsync("Ann", new() { Timeout = Patience });
        // The save is refused for another reason than a conflict, and stays unsaved.
        await second.Page.RouteAsync("**/v1/notes/noticed", route =>
            route.Request.Method == "PUT" ? route.FulfillAsync(new() { Status = 413 }) : route.ContinueAsync());
        await second.WriteAsync(", from Bob");
        await Expect(second.Page.Locator("#problem")).ToBeVisibleAsync();
        await first.WriteAsync(", from Ann");
        await first.SavedAsync();

        await Expect(second.Page.Locator("#remote")).ToContainTextAsync("Someone else saved version", new() { Timeout = Patience });
        await Expect(second.Prose).ToHaveTextAsync("start, from Bob");
    }

    [Fact]
    public async Task Without_a_network_a_badge_says_so()
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
