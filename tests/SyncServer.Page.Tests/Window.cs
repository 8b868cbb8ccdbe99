using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;

namespace SyncServer.Page.Tests;

/// <summary>One window with the editor, and what a user sees of it.</summary>
public sealed class Window
{
    private readonly List<string> _faults = [];
    private int _conflicts;
    private int _skipped;

    /// <summary>Watches a page from before its first request.</summary>
    /// <param name="page">A page that is still empty.</param>
    public Window(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _faults.Add(error);
        page.Console += (_, message) =>
        {
            // The browser also logs each 404 and 412, which are answers, not faults.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _faults.Add(message.Text);
            }
        };
        page.Response += (_, response) =>
        {
            _conflicts += response.Status == 412 ? 1 : 0;
            _skipped += response.Headers.GetValueOrDefault("save-outcome") == "session" ? 1 : 0;
        };
    }

    /// <summary>The browser's page.</summary>
    public IPage Page { get; }

    /// <summary>The area that holds the note.</summary>
    public ILocator Desk => Page.Locator("#desk");

    /// <summary>The text being written.</summary>
    public ILocator Prose => Page.Locator("#prose");

    /// <summary>The line that says how the note stands.</summary>
    public ILocator Status => Page.Locator("#status");

    /// <summary>The conflict panel.</summary>
    public ILocator Conflict => Page.Locator("#conflict");

    /// <summary>The second version beside one's own.</summary>
    public ILocator Other => Page.Locator("#other");

    /// <summary>How often the server refused a save of this window as a conflict.</summary>
    public int Conflicts => _conflicts;

    /// <summary>How many saves the conditional lock let pass with an ETag that was not the head's.</summary>
    public int Skipped => _skipped;

    /// <summary>A button by its words.</summary>
    /// <param name="name">Its name.</param>
    public ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    /// <summary>Writes at the end of the text, key by key.</summary>
    /// <param name="text">What to write.</param>
    public async Task WriteAsync(string text)
    {
        await Prose.FocusAsync();
        await Page.Keyboard.PressAsync("Control+End");
        await Page.Keyboard.TypeAsync(text);
    }

    /// <summary>Waits until everything is saved.</summary>
    public Task SavedAsync() => Assertions.Expect(Status).ToHaveTextAsync(new Regex("^saved v"));

    /// <summary>Waits until exactly this version is saved.</summary>
    /// <param name="version">Its number.</param>
    public Task SavedAsync(int version) => Assertions.Expect(Status).ToHaveTextAsync($"saved v{version}");

    /// <summary>Waits until the conflict is shown, with what both wrote.</summary>
    /// <param name="theirs">What their version says.</param>
    /// <param name="mine">What was typed here.</param>
    public async Task ConflictShownAsync(string theirs, string mine)
    {
        await Assertions.Expect(Conflict).ToBeVisibleAsync();
        await Assertions.Expect(Status).ToHaveTextAsync("conflict");
        await Assertions.Expect(Other).ToContainTextAsync(theirs);
        await Assertions.Expect(Prose).ToContainTextAsync(mine);
    }

    /// <summary>No script failed, and nothing offended the page's policy.</summary>
    public void ExpectNoFaults() => Assert.Empty(_faults);
}
