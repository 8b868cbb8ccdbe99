using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>What is typed stays where it was typed, while another user changes the note.</summary>
[Collection(nameof(PageFixture))]
public sealed class EditingTests(PageFixture fixture)
{
    [Fact]
    public async Task Opening_clicking_and_undoing_saves_nothing()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("only-read", new Note("Plan", "one\r\ntwo\r\n"));
        var window = await ann.OpenAsync("only-read");
        var saves = 0;
        window.Page.Request += (_, request) => saves += request.Method == "PUT" && !request.Url.EndsWith("/presence", StringComparison.Ordinal) ? 1 : 0;
        await window.Text.ClickAsync();
        await window.Page.Keyboard.PressAsync("Control+z");
        await window.Title.ClickAsync();
        await window.Page.Keyboard.PressAsync("Control+z");
        await window.Page.Keyboard.PressAsync("Control+s");
        await Expect(window.Toast).ToHaveTextAsync("Saved as version 1.");
        Assert.Equal(0, saves);
        Assert.Equal("""{"title":"Plan","text":"one\r\ntwo\r\n"}""", await ann.StoredTextAsync("only-read"));
    }

    [Fact]
    public async Task Undo_covers_only_the_users_own_edits()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("undone", new Note("Plan", "one\n\ntwo\n"));
        var first = await ann.OpenAsync("undone");
        var second = await bob.OpenAsync("undone");
        await second.WriteAtAsync(8, " of Bob");
        await second.SavedAsync(2);
        await first.WriteAtAsync(3, " of Ann");
        await first.SavedAsync();
        await Expect(second.Text).ToHaveValueAsync("one of Ann\n\ntwo of Bob\n");

        await second.Page.Keyboard.PressAsync("Control+z");
        await Expect(second.Text).ToHaveValueAsync("one of Ann\n\ntwo\n");
        await second.Page.Keyboard.PressAsync("Control+z");
        await second.SavedAsync();
        Assert.Equal("one of Ann\n\ntwo\n", (await bob.StoredAsync("undone")).Text);
        await second.Page.Keyboard.PressAsync("Control+Shift+z");
        await Expect(second.Text).ToHaveValueAsync("one of Ann\n\ntwo of Bob\n");
        await second.SavedAsync();
        second.ExpectNoErrors();
    }

    [Fact]
    public async Task The_caret_and_the_selection_stay_at_their_text()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("caret", new Note("Plan", "one\n\ntwo three\n"));
        var first = await ann.OpenAsync("caret");
        var second = await bob.OpenAsync("caret");
        await second.Text.FocusAsync();
        await second.Text.EvaluateAsync("text => text.setSelectionRange(9, 14)");
        await first.WriteAtAsync(0, "A letter above: ");
        await Expect(second.Text).ToHaveValueAsync("A letter above: one\n\ntwo three\n");

        Assert.Equal("three", await second.Text.EvaluateAsync<string>("text => text.value.slice(text.selectionStart, text.selectionEnd)"));
        await second.Page.Keyboard.TypeAsync("four");
        await second.SavedAsync();
        Assert.Equal("A letter above: one\n\ntwo four\n", (await bob.StoredAsync("caret")).Text);
    }

    [Fact]
    public async Task A_composition_is_not_disturbed_by_a_change_of_another()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await ann.StoreAsync("composed", new Note("Plan", "abc\n\nend\n"));
        var first = await ann.OpenAsync("composed");
        var second = await bob.OpenAsync("composed");
        await second.CaretAsync(3);
        var devices = await bob.Context.NewCDPSessionAsync(second.Page);
        Task ComposeAsync(string text) => devices.SendAsync(
            "Input.imeSetComposition", new() { ["text"] = text, ["selectionStart"] = text.Length, ["selectionEnd"] = text.Length });
        await ComposeAsync("に");
        await ComposeAsync("にほ");
        await first.Title.FillAsync("Plan of Ann");
        await first.WriteAsync("more\n");
        await first.SavedAsync();
        await Expect(second.Page.Locator("#people")).ToContainTextAsync("Ann");
        await ComposeAsync("にほん");
        await devices.SendAsync("Input.insertText", new() { ["text"] = "日本" });

        await Expect(second.Title).ToHaveValueAsync("Plan of Ann");
        await Expect(second.Text).ToHaveValueAsync("abc日本\n\nend\nmore\n");
        await second.SavedAsync();
        Assert.Equal(new Note("Plan of Ann", "abc日本\n\nend\nmore\n"), await bob.StoredAsync("composed"));
        Assert.Equal(0, second.Conflicts);
    }

    [Fact]
    public async Task No_emoji_is_cut_in_a_comparison()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var family = "👩‍👩‍👧‍👦";
        // Without a space, so that the context is cut in the middle.
        var text = string.Concat(Enumerable.Repeat(family, 20));
        await ann.StoreAsync("emoji", new Note("Plan", $"{text}\nstart\nx{text}"));
        var window = await ann.OpenAsync("emoji");
        await window.WriteAtAsync(text.Length + 6, ", more");
        await window.SavedAsync(2);
        await window.Button("History").ClickAsync();
        await window.Page.Locator("#history-list button").Last.ClickAsync();
        var side = window.Page.Locator("#history-changes .yours");
        await Expect(side).ToContainTextAsync("start, more");
        var shown = (await side.TextContentAsync())!.Split(["changed", "start, more"], StringSplitOptions.None);
        Assert.Equal("", shown[1].Replace(family, "", StringComparison.Ordinal).Trim('…', '\n'));
        Assert.Equal("", shown[2].Replace(family, "", StringComparison.Ordinal).Trim('…', '\n', 'x'));
    }
}
