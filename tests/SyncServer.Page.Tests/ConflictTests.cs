using System.Text.RegularExpressions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>Conflicts between two users, or two windows of one user, and the choices of the second to save.</summary>
[Collection(nameof(PageFixture))]
public sealed class ConflictTests(PageFixture fixture)
{
    [Fact]
    public async Task The_second_to_save_sees_both_versions_and_keeps_the_typed_text()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        var window = await ConflictAsync(ann, bob, "shown");

        await Expect(window.Conflict).ToContainTextAsync("Ann saved version 2");
        await Expect(window.Other).ToContainTextAsync("Ann, ");
        await Expect(window.Page.Locator("#conflict-choices button:visible"))
            .ToHaveTextAsync(["Reload latest", "Keep mine and look", "Overwrite…"]);

        await window.WriteAsync(" and on");
        await Expect(window.Text).ToHaveValueAsync(new Regex("from Bob and on"));
        Assert.Equal("start, from Ann", (await bob.StoredAsync("shown")).Text);
        Assert.Equal(1, window.Conflicts);
        window.ExpectNoErrors();
    }

    [Fact]
    public async Task Reload_takes_their_version_and_still_shows_the_typed_text()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        var window = await ConflictAsync(ann, bob, "reloaded");

        await window.Button("Reload latest").ClickAsync();
        await window.SavedAsync(2);
        await Expect(window.Conflict).ToBeHiddenAsync();
        await Expect(window.Text).ToHaveValueAsync("start, from Ann");
        await Expect(window.Other).ToContainTextAsync("start, from Bob");

        await window.Button("Hide").ClickAsync();
        await Expect(window.Other).ToBeHiddenAsync();
        await window.WriteAsync(" and Bob");
        await window.SavedAsync(3);
        Assert.Equal("start, from Ann and Bob", (await bob.StoredAsync("reloaded")).Text);
    }

    [Fact]
    public async Task Overwrite_asks_for_confirmation_and_replaces_the_shown_version()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        var window = await ConflictAsync(ann, bob, "overwritten");

        await window.Button("Overwrite…").ClickAsync();
        await Expect(window.Conflict).ToContainTextAsync("Your version will replace version 2 by Ann");
        await window.Button("Cancel").ClickAsync();
        await Expect(window.Button("Overwrite…")).ToBeFocusedAsync();

        await window.Button("Overwrite…").ClickAsync();
        await window.Button("Yes, overwrite").ClickAsync();
        await window.SavedAsync(3);
        await Expect(window.Conflict).ToBeHiddenAsync();
        Assert.Equal("start, from Bob", (await bob.StoredAsync("overwritten")).Text);
    }

    [Fact]
    public async Task Overwrite_never_replaces_a_version_that_was_not_shown()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        var window = await ConflictAsync(ann, bob, "moved-on");
        var other = await ann.OpenAsync("moved-on");
        await other.WriteAsync(", again");
        await other.SavedAsync(3);

        await window.Button("Overwrite…").ClickAsync();
        await window.Button("Yes, overwrite").ClickAsync();
        await Expect(window.Conflict).ToContainTextAsync("Ann saved version 3");
        await window.ConflictShownAsync(theirs: "from Ann, again", mine: "from Bob");
    }

    [Fact]
    public async Task Overwrite_works_while_the_other_types_and_the_buttons_stay_where_they_are()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            var note = $"overwritten-{attempt}";
            await ann.StoreAsync(note, new Note("Plan", "start"));
            var theirs = await ann.OpenAsync(note);
            var mine = await bob.OpenAsync(note);
            await mine.Page.RouteAsync("**/v1/notes/*", route => route.AbortAsync());
            await mine.WriteAsync(", from Bob");
            await Expect(mine.Status).ToHaveTextAsync("offline, retrying");
            await theirs.WriteAsync(", from Ann");
            await theirs.SavedAsync();
            await mine.Page.UnrouteAllAsync();
            using var ending = new CancellationTokenSource();
            var typing = TypeUntilAsync(theirs, ending.Token);
            await Expect(mine.Conflict).ToBeVisibleAsync();

            var before = await mine.Button("Overwrite…").BoundingBoxAsync();
            var seen = (await ann.StoredAsync(note)).Text;
            await Poll.UntilAsync(async () => (await ann.StoredAsync(note)).Text != seen);
            Assert.Equal(before!.Y, (await mine.Button("Overwrite…").BoundingBoxAsync())!.Y);
            await mine.Button("Overwrite…").ClickAsync();
            await mine.Button("Yes, overwrite").ClickAsync();
            await Expect(mine.Conflict).ToBeHiddenAsync();
            await mine.SavedAsync();
            await ending.CancelAsync();
            await typing;
            await Expect(mine.Text).ToHaveValueAsync(new Regex("^start, from Bob"));
            await mine.Page.CloseAsync();
            await theirs.Page.CloseAsync();
        }
    }

    [Fact]
    public async Task Keep_mine_saves_nothing_and_keeps_the_choice_open()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        var window = await ConflictAsync(ann, bob, "kept");

        await window.Button("Keep mine and look").ClickAsync();
        await Expect(window.Status).ToHaveTextAsync("your version, not saved");
        await Expect(window.Other).ToContainTextAsync("from Ann");
        await Expect(window.Text).ToBeFocusedAsync();
        await window.WriteAsync(", longer");
        await Expect(window.Status).ToHaveTextAsync("your version, not saved");
        Assert.Equal("start, from Ann", (await bob.StoredAsync("kept")).Text);

        await window.Button("Overwrite…").ClickAsync();
        await window.Button("Yes, overwrite").ClickAsync();
        await window.SavedAsync(3);
        Assert.Equal("start, from Bob, longer", (await bob.StoredAsync("kept")).Text);
    }

    [Fact]
    public async Task Two_windows_of_one_user_do_not_overwrite_each_other()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ConflictAsync(ann, ann, "two-windows");
        await Expect(window.Conflict).ToContainTextAsync("You, in another tab, saved version 2");
    }

    [Fact]
    public async Task Two_users_who_create_the_same_note_get_a_conflict()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await bob.BlockEventsAsync();
        var first = await ann.OpenAsync("created-by-two");
        var second = await bob.OpenAsync("created-by-two");
        await first.WriteAsync("from Ann");
        await first.SavedAsync(1);
        await second.WriteAsync("from Bob");
        await second.ConflictShownAsync(theirs: "from Ann", mine: "from Bob");
    }

    [Fact]
    public async Task A_deleted_note_can_be_created_again_from_the_typed_text()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await bob.BlockEventsAsync();
        await ann.StoreAsync("deleted", new Note("Plan", "start"));
        var window = await bob.OpenAsync("deleted");
        await ann.DeleteAsync("deleted");
        await window.WriteAsync(", from Bob");
        await Expect(window.Conflict).ToContainTextAsync("Ann deleted this note");
        await Expect(window.Other).ToBeHiddenAsync();

        await window.Button("Overwrite…").ClickAsync();
        await window.Button("Yes, overwrite").ClickAsync();
        await window.SavedAsync(3);
        Assert.Equal("start, from Bob", (await bob.StoredAsync("deleted")).Text);
    }

    [Fact]
    public async Task A_version_that_is_too_large_for_the_412_is_shown()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        await bob.BlockEventsAsync();
        var window = await bob.OpenAsync("large");
        await ann.StoreAsync("large", new Note("Plan", $"from Ann {new string('x', 300_000)}"));
        await window.WriteAsync("from Bob");
        await window.ConflictShownAsync(theirs: "from Ann xxx", mine: "from Bob");
    }

    [Fact]
    public async Task Every_choice_is_reachable_by_keyboard()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        var window = await ConflictAsync(ann, bob, "keyboard");
        var keyboard = window.Page.Keyboard;

        await Expect(window.Text).ToBeFocusedAsync();
        await BackToAsync(window, "Reload latest");
        await keyboard.PressAsync("Tab");
        await Expect(window.Button("Keep mine and look")).ToBeFocusedAsync();
        await keyboard.PressAsync("Tab");
        await keyboard.PressAsync("Enter");
        await Expect(window.Button("Cancel")).ToBeFocusedAsync();
        await keyboard.PressAsync("Escape");
        await Expect(window.Button("Overwrite…")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");
        await keyboard.PressAsync("Tab");
        await Expect(window.Button("Yes, overwrite")).ToBeFocusedAsync();
        await keyboard.PressAsync("Enter");

        await window.SavedAsync(3);
        await Expect(window.Text).ToBeFocusedAsync();
        Assert.Equal("start, from Bob", (await bob.StoredAsync("keyboard")).Text);
    }

    [Fact]
    public async Task A_note_in_conflict_cannot_be_left_by_accident()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob");
        var window = await ConflictAsync(ann, bob, "not-left");
        await window.Button("New note").ClickAsync();
        await Expect(window.Page).ToHaveURLAsync(new Regex("#not-left$"));
        await window.ConflictShownAsync(theirs: "from Ann", mine: "from Bob");
    }

    /// <summary>Opens a note at version 1 in two windows; the first saves version 2, then the second types.</summary>
    private static async Task<Window> ConflictAsync(Person first, Person second, string note)
    {
        await second.BlockEventsAsync();
        await first.StoreAsync(note, new Note("Plan", "start"));
        var theirs = await first.OpenAsync(note);
        var mine = await second.OpenAsync(note);
        await theirs.WriteAsync(", from Ann");
        await theirs.SavedAsync(2);
        await mine.WriteAsync(", from Bob");
        await mine.ConflictShownAsync(theirs: "start, from Ann", mine: "start, from Bob");
        return mine;
    }

    private static async Task TypeUntilAsync(Window window, CancellationToken ending)
    {
        while (!ending.IsCancellationRequested)
        {
            await window.Page.Keyboard.TypeAsync("more ", new() { Delay = 40 });
        }
    }

    private static async Task BackToAsync(Window window, string button)
    {
        for (var step = 0; step < 12; step++)
        {
            await window.Page.Keyboard.PressAsync("Shift+Tab");
            if (await window.Button(button).EvaluateAsync<bool>("button => button === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"Shift+Tab does not reach {button}.");
    }
}
