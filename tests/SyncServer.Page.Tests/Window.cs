using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace SyncServer.Page.Tests;

/// <summary>A window with the editor.</summary>
public sealed class Window
{
    private readonly List<string> _errors = [];
    private int _conflicts;
    private int _skipped;

    /// <summary>Watches a page from its first request.</summary>
    /// <param name="page">A page that has not been navigated yet.</param>
    public Window(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
        page.Console += (_, message) =>
        {
            // The browser also logs each 404 and 412, which are expected.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Add(message.Text);
            }
        };
        page.Response += (_, response) =>
        {
            _conflicts += response.Status == 412 ? 1 : 0;
            _skipped += response.Headers.GetValueOrDefault("save-outcome") == "session" ? 1 : 0;
        };
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>The area of the note.</summary>
    public ILocator Desk => Page.Locator("#desk");

    /// <summary>The text of the note.</summary>
    public ILocator Text => Page.Locator("#text");

    /// <summary>The title of the note.</summary>
    public ILocator Title => Page.Locator("#title");

    /// <summary>The line that is visible for a moment.</summary>
    public ILocator Toast => Page.Locator("#toast");

    /// <summary>The status line.</summary>
    public ILocator Status => Page.Locator("#status");

    /// <summary>The conflict panel.</summary>
    public ILocator Conflict => Page.Locator("#conflict");

    /// <summary>The other version beside the note.</summary>
    public ILocator Other => Page.Locator("#other");

    /// <summary>The number of saves of this window that were refused as conflicts.</summary>
    public int Conflicts => _conflicts;

    /// <summary>The number of saves that skipped the ETag check (outcome session).</summary>
    public int Skipped => _skipped;

    /// <summary>A button by its label.</summary>
    /// <param name="name">The label.</param>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Signs in.</summary>
    /// <param name="name">The name.</param>
    public async Task SignInAsync(string name)
    {
        await Page.GetByLabel("Your name").FillAsync(name);
        await Button("Start writing").ClickAsync();
    }

    /// <summary>Adds to the end of the text, in one edit.</summary>
    /// <param name="text">The added text.</param>
    public async Task WriteAsync(string text)
    {
        await Text.FocusAsync();
        await Page.Keyboard.PressAsync("Control+End");
        await Page.Keyboard.InsertTextAsync(text);
    }

    /// <summary>Puts the caret at a position of the text.</summary>
    /// <param name="position">The position in characters.</param>
    public async Task CaretAsync(int position)
    {
        await Text.FocusAsync();
        await Text.EvaluateAsync("(text, position) => text.setSelectionRange(position, position)", position);
    }

    /// <summary>Adds to the text at a position, in one edit.</summary>
    /// <param name="position">The position in characters.</param>
    /// <param name="text">The added text.</param>
    public async Task WriteAtAsync(int position, string text)
    {
        await CaretAsync(position);
        await Page.Keyboard.InsertTextAsync(text);
    }

    /// <summary>Waits until everything is saved.</summary>
    public Task SavedAsync() => Assertions.Expect(Status).ToHaveTextAsync(new Regex("^saved v"));

    /// <summary>Waits until a version is saved.</summary>
    /// <param name="version">The version.</param>
    public Task SavedAsync(int version) => Assertions.Expect(Status).ToHaveTextAsync($"saved v{version}");

    /// <summary>Waits until the conflict is shown with both texts.</summary>
    /// <param name="theirs">The text of their version.</param>
    /// <param name="mine">The typed text.</param>
    public async Task ConflictShownAsync(string theirs, string mine)
    {
        await Assertions.Expect(Conflict).ToBeVisibleAsync();
        await Assertions.Expect(Status).ToHaveTextAsync("conflict");
        await Assertions.Expect(Other).ToContainTextAsync(theirs);
        await Assertions.Expect(Text).ToHaveValueAsync(new Regex(Regex.Escape(mine)));
    }

    /// <summary>Asserts that no script failed and nothing violated the content security policy.</summary>
    public void ExpectNoErrors() => Assert.Empty(_errors);
}
