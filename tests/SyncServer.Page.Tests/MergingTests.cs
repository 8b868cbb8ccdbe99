using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>Merging, and the history.</summary>
[Collection(nameof(PageFixture))]
public sealed class MergingTests(PageFixture fixture)
{
    [Fact]
    public async Task Changes_are_shown_side_by_side_and_can_be_merged_and_unmerged()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await bob.BlockEventsAsync();
        await ann.StoreAsync("merged", new Note("Plan", "<p>start</p>"));
        var theirs = await ann.OpenAsync("merged");
        var mine = await bob.OpenAsync("merged");
        await theirs.Page.Locator("#title").FillAsync("Plan of Ann");
        await theirs.SavedAsync(2);
        await mine.WriteAsync(", from Bob");

        var changes = mine.Page.Locator("#conflict-changes");
        await Expect(changes.Locator("h3")).ToHaveTextAsync(["Title", "Text"]);
        await Expect(changes.Locator(".theirs")).ToContainTextAsync("Plan of Ann");
        await Expect(changes.Locator(".yours")).ToContainTextAsync("start, from Bob");
        await Expect(changes.Locator(".side:not(.theirs):not(.yours)").First).ToContainTextAsync("Plan");

        await mine.Button("Merge").ClickAsync();
        await mine.SavedAsync(3);
        Assert.Equal(new Note("Plan of Ann", "<p>start, from Bob</p>"), await bob.StoredAsync("merged"));
        await Expect(mine.Page.Locator("#title")).ToHaveValueAsync("Plan of Ann");

        await mine.Button("Undo merge").ClickAsync();
        await mine.SavedAsync(4);
        Assert.Equal(new Note("Plan of Ann", "<p>start</p>"), await bob.StoredAsync("merged"));
        await Expect(mine.Prose).ToHaveTextAsync("start");
        await Expect(mine.Other).ToContainTextAsync("start, from Bob");
        mine.ExpectNoErrors();
    }

    [Fact]
    public async Task An_earlier_version_is_shown_compared_and_restored()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("restored", new Note("Plan", "<p>first words</p>"));
        var window = await ann.OpenAsync("restored");
        await window.WriteAsync(" and more");
        await window.SavedAsync();

        await window.Button("History").ClickAsync();
        await window.Page.Locator("#history-list button").Last.ClickAsync();
        await Expect(window.Other).ToContainTextAsync("first words");
        await Expect(window.Page.Locator("#history-changes .yours")).ToContainTextAsync("first words and more");
        await window.Button("Restore version 1").ClickAsync();

        await Expect(window.Page.Locator("#history")).ToBeHiddenAsync();
        await Expect(window.Prose).ToHaveTextAsync("first words");
        await window.SavedAsync();
        Assert.Equal("<p>first words</p>", (await ann.StoredAsync("restored")).Html);
        await window.WriteAsync(" again");
        await window.SavedAsync();
        Assert.Equal("<p>first words again</p>", (await ann.StoredAsync("restored")).Html);
        window.ExpectNoErrors();
    }

    [Fact]
    public async Task An_earlier_version_is_restored_by_keyboard_and_announced()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("typed-back", new Note("Plan", "<p>first words</p>"));
        var window = await ann.OpenAsync("typed-back");
        await window.WriteAsync(" and more");
        await window.SavedAsync(2);
        var keyboard = window.Page.Keyboard;
        var versions = window.Page.Locator("#history-list button");

        await window.Button("History").FocusAsync();
        await keyboard.PressAsync("Enter");
        await Expect(versions.First).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await Expect(versions.Last).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(versions.Last).ToHaveAttributeAsync("aria-current", "true");
        var chosen = window.Page.Locator("#history-chosen");
        await Expect(chosen).ToHaveAttributeAsync("aria-live", "polite");
        await Expect(chosen).ToHaveTextAsync("Differences between version 1 and the newest:");

        // Escape closes the panel and returns the focus.
        await keyboard.PressAsync("Escape");
        await Expect(window.Page.Locator("#history")).ToBeHiddenAsync();
        await Expect(window.Button("History")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await Expect(versions.First).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Expect(window.Page.Locator("#history-changes")).ToBeVisibleAsync();
        await keyboard.PressAsync("Tab");
        await Expect(window.Page.Locator("#history-changes")).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await Expect(window.Button("Restore version 1")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await window.SavedAsync(3);
        await Expect(window.Prose).ToHaveTextAsync("first words");
        window.ExpectNoErrors();
    }
}
