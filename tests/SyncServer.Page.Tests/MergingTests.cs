using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>Merging, and the history.</summary>
[Collection(nameof(PageFixture))]
public sealed class MergingTests(PageFixture fixture)
{
    [Fact]
    public async Task Two_people_in_different_paragraphs_merge_without_asking()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        // Each saves without having seen the other's version.
        await ann.BlockEventsAsync();
        await bob.BlockEventsAsync();
        await ann.StoreAsync("merged", new Note("Plan", "one\n\ntwo\n"));
        var first = await ann.OpenAsync("merged");
        var second = await bob.OpenAsync("merged");
        await first.Title.FillAsync("Plan of Ann");
        await first.WriteAtAsync(3, " of Ann");
        await first.SavedAsync();
        await second.WriteAtAsync(8, " of Bob");
        await second.SavedAsync();

        var merged = new Note("Plan of Ann", "one of Ann\n\ntwo of Bob\n");
        Assert.Equal(merged, await bob.StoredAsync("merged"));
        await Expect(second.Text).ToHaveValueAsync(merged.Text);
        await Expect(second.Title).ToHaveValueAsync(merged.Title);
        await first.WriteAtAsync(10, "!");
        await first.SavedAsync();
        await Expect(first.Text).ToHaveValueAsync("one of Ann!\n\ntwo of Bob\n");
        Assert.Equal(0, first.Conflicts + second.Conflicts);
        first.ExpectNoErrors();
        second.ExpectNoErrors();
    }

    [Fact]
    public async Task Two_people_who_type_at_the_same_time_both_keep_every_letter()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("together-at-once", new Note("Plan", "a\n\nb\n"));
        var first = await ann.OpenAsync("together-at-once");
        var second = await bob.OpenAsync("together-at-once");
        await first.CaretAsync(1);
        await second.CaretAsync(4);
        await Task.WhenAll(
            first.Page.Keyboard.TypeAsync(" The quick brown fox jumps over the lazy dog.", new() { Delay = 60 }),
            second.Page.Keyboard.TypeAsync(" And then it sits down to write about it.", new() { Delay = 70 }));
        const string Merged = "a The quick brown fox jumps over the lazy dog.\n\nb And then it sits down to write about it.\n";
        await Expect(first.Text).ToHaveValueAsync(Merged);
        await Expect(second.Text).ToHaveValueAsync(Merged);
        await first.SavedAsync();
        await second.SavedAsync();
        Assert.Equal(Merged, (await ann.StoredAsync("together-at-once")).Text);
        await Expect(first.Conflict).ToBeHiddenAsync();
        await Expect(second.Conflict).ToBeHiddenAsync();
    }

    [Fact]
    public async Task An_earlier_version_is_shown_compared_and_restored()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("restored", new Note("Plan", "first words"));
        var window = await ann.OpenAsync("restored");
        await window.WriteAsync(" and more");
        await window.SavedAsync();

        await window.Button("History").ClickAsync();
        await window.Page.Locator("#history-list button").Last.ClickAsync();
        await Expect(window.Other).ToContainTextAsync("first words");
        await Expect(window.Page.Locator("#history-changes .yours")).ToContainTextAsync("first words and more");
        await window.Button("Restore version 1").ClickAsync();

        await Expect(window.Page.Locator("#history")).ToBeHiddenAsync();
        await Expect(window.Text).ToHaveValueAsync("first words");
        await window.SavedAsync();
        Assert.Equal("first words", (await ann.StoredAsync("restored")).Text);
        await window.WriteAsync(" again");
        await window.SavedAsync();
        Assert.Equal("first words again", (await ann.StoredAsync("restored")).Text);
        window.ExpectNoErrors();
    }

    [Fact]
    public async Task An_earlier_version_is_restored_by_keyboard_and_announced()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("typed-back", new Note("Plan", "first words"));
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
        await Expect(window.Text).ToHaveValueAsync("first words");
        window.ExpectNoErrors();
    }
}
