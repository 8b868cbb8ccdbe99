using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>Presence, locks and changes of other users.</summary>
[Collection(nameof(PageFixture))]
public sealed class LiveTests(PageFixture fixture)
{
    [Fact]
    public async Task Two_users_see_each_other_and_each_others_changes()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("together", new Note("Plan", "start"));
        var first = await ann.OpenAsync("together");
        var second = await bob.OpenAsync("together");
        await Expect(first.Page.Locator("#people")).ToContainTextAsync("Bob");
        await Expect(second.Page.Locator("#people")).ToContainTextAsync("Ann");
        await Expect(first.Page.Locator("#people")).Not.ToContainTextAsync("Ann");

        await first.WriteAsync(", from Ann");
        await first.SavedAsync();
        await Expect(second.Text).ToHaveValueAsync("start, from Ann");
        await second.WriteAsync(" and Bob");
        await second.SavedAsync();
        Assert.Equal("start, from Ann and Bob", (await bob.StoredAsync("together")).Text);
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
        await ann.StoreAsync("locked", new Note("Plan", "start"));
        var first = await ann.OpenAsync("locked");
        var second = await bob.OpenAsync("locked");
        await first.Button("Lock the text").ClickAsync();
        await Expect(first.Button("Lock the text")).ToHaveAttributeAsync("aria-pressed", "true");

        await Expect(second.Page.Locator("#held-text")).ToHaveTextAsync("Ann has locked this.");
        await Expect(second.Text).Not.ToBeEditableAsync();
        await Expect(second.Title).ToBeEditableAsync();
        await first.WriteAsync(", from Ann");
        await first.SavedAsync();

        await first.Button("Lock the text").ClickAsync();
        await Expect(second.Text).ToBeEditableAsync();
        await Expect(second.Page.Locator("#held-text")).ToBeHiddenAsync();
        second.ExpectNoErrors();
    }

    [Fact]
    public async Task A_change_that_arrives_during_unsaved_edits_is_only_announced()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("noticed", new Note("Plan", "start"));
        var first = await ann.OpenAsync("noticed");
        var second = await bob.OpenAsync("noticed");
        await Expect(second.Page.Locator("#people")).ToContainTextAsync("Ann");
        // The save is refused, but not as a conflict, so the edit stays unsaved.
        await second.Page.RouteAsync("**/v1/notes/noticed", route =>
            route.Request.Method == "PUT" ? route.FulfillAsync(new() { Status = 413 }) : route.ContinueAsync());
        await second.WriteAsync(", from Bob");
        await Expect(second.Page.Locator("#problem")).ToBeVisibleAsync();
        await first.WriteAsync(", from Ann");
        await first.SavedAsync();

        await Expect(second.Toast).ToContainTextAsync("Ann saved version 2. It is merged with your text");
        await Expect(second.Text).ToHaveValueAsync("start, from Bob");
    }

    [Fact]
    public async Task Another_tab_of_the_same_user_is_shown_as_such()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("two-tabs", new Note("Plan", "start"));
        var first = await ann.OpenAsync("two-tabs");
        await Expect(first.Page.Locator("#people")).ToBeHiddenAsync();
        var second = await ann.OpenAsync("two-tabs");
        await Expect(first.Page.Locator("#people li")).ToHaveTextAsync(["you, in another tab, open"]);
        await Expect(second.Page.Locator("#people li")).ToHaveTextAsync(["you, in another tab, open"]);
        await second.Page.CloseAsync();
        await Expect(first.Page.Locator("#people")).ToBeHiddenAsync(new() { Timeout = 60_000 });
        first.ExpectNoErrors();
    }

    [Fact]
    public async Task All_tabs_of_a_user_share_one_event_stream()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        var open = 0;
        ann.Context.Request += (_, request) => open += IsStream(request) ? 1 : 0;
        ann.Context.RequestFinished += (_, request) => open -= IsStream(request) ? 1 : 0;
        ann.Context.RequestFailed += (_, request) => open -= IsStream(request) ? 1 : 0;
        // More than the six connections that a browser opens to one server over HTTP/1.1.
        var windows = new List<Window>();
        for (var tab = 1; tab <= 7; tab++)
        {
            windows.Add(await ann.OpenAsync($"tab-{tab}"));
        }

        await Poll.UntilAsync(() => open == 1);
        await Expect(windows[0].Page.Locator("#people")).ToBeHiddenAsync();
        var other = await bob.OpenAsync("tab-2");
        await other.WriteAsync("from Bob");
        await Expect(windows[1].Text).ToHaveValueAsync("from Bob");
        await windows[6].WriteAsync("from Ann");
        await windows[6].SavedAsync(1);
        Assert.Equal(1, open);

        static bool IsStream(IRequest request) => request.Url.Contains("/v1/events", StringComparison.Ordinal);
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
