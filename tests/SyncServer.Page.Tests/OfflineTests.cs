using System.Text.RegularExpressions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>Without a network nothing waits for ever, and nothing switches by itself.</summary>
[Collection(nameof(PageFixture))]
public sealed class OfflineTests(PageFixture fixture)
{
    [Fact]
    public async Task A_new_note_works_offline_and_the_old_one_keeps_what_was_typed()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync("old-offline");
        await window.WriteAsync("before");
        await window.SavedAsync();
        await ann.Context.SetOfflineAsync(true);
        await window.WriteAsync(", offline");
        await Expect(window.Status).ToHaveTextAsync("offline, retrying");

        await window.Button("New note").ClickAsync();
        await Expect(window.Text).ToHaveValueAsync("");
        await Expect(window.Desk).Not.ToHaveAttributeAsync("inert", "");
        await Expect(window.Title).ToBeFocusedAsync();
        var made = new Uri(window.Page.Url).Fragment[1..];
        Assert.NotEqual("old-offline", made);
        await window.Page.Keyboard.TypeAsync("New");
        await window.WriteAsync("typed into the new one");
        await Expect(window.Toast).ToContainTextAsync("is not saved yet. It is kept on this device");

        await ann.Context.SetOfflineAsync(false);
        await window.SavedAsync();
        Assert.Equal(new Note("New", "typed into the new one"), await ann.StoredAsync(made));
        await Expect(window.Page).ToHaveURLAsync(new Regex($"#{made}$"));
        await Expect(window.Text).ToHaveValueAsync("typed into the new one");

        await window.Page.EvaluateAsync("() => { location.hash = 'old-offline'; }");
        await Expect(window.Text).ToHaveValueAsync("before, offline");
        await window.SavedAsync();
        Assert.Equal("before, offline", (await ann.StoredAsync("old-offline")).Text);
        window.ExpectNoErrors();
    }

    [Fact]
    public async Task A_note_that_was_never_opened_here_says_so_offline_and_opens_when_the_network_returns()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("never-opened", new Note("Plan", "words"));
        var window = await ann.OpenAsync("opened-before");
        await window.WriteAsync("kept");
        await window.SavedAsync();
        await ann.Context.SetOfflineAsync(true);
        await window.Page.EvaluateAsync("() => { location.hash = 'never-opened'; }");
        await Expect(window.Page.Locator("#problem-text")).ToContainTextAsync("was not opened on this device before");
        await Expect(window.Desk).ToBeHiddenAsync();
        // One that was is shown.
        await window.Page.EvaluateAsync("() => { location.hash = 'opened-before'; }");
        await Expect(window.Text).ToHaveValueAsync("kept");

        await window.Page.EvaluateAsync("() => { location.hash = 'never-opened'; }");
        await Expect(window.Page.Locator("#problem-text")).ToContainTextAsync("was not opened on this device before");
        await ann.Context.SetOfflineAsync(false);
        await Expect(window.Text).ToHaveValueAsync("words");
        await window.SavedAsync();
        window.ExpectNoErrors();
    }
}
