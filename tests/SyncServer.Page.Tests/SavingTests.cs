using System.Collections.Concurrent;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>Saving while no other user writes.</summary>
[Collection(nameof(PageFixture))]
public sealed class SavingTests(PageFixture fixture)
{
    private const string Sentence = "The quick brown fox jumps over the lazy dog, and then it sits down to write about it. ";

    [Fact]
    public async Task Fast_typing_is_saved_completely_and_without_a_conflict()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync("fast-typing");
        // A slow network: the next save is sent before the response to the previous one arrives.
        await window.Page.RouteAsync("**/v1/notes/*", async route =>
        {
            var response = await route.FetchAsync();
            await Task.Delay(TimeSpan.FromSeconds(2));
            await route.FulfillAsync(new() { Response = response });
        });

        await window.Page.Keyboard.TypeAsync("Fox");
        await window.Prose.FocusAsync();
        await window.Prose.PressSequentiallyAsync(string.Concat(Enumerable.Repeat(Sentence, 6)), new() { Delay = 8 });
        await window.SavedAsync();

        var stored = await ann.StoredAsync("fast-typing");
        Assert.Equal("Fox", stored.Title);
        Assert.Equal(string.Concat(Enumerable.Repeat(Sentence, 6)).TrimEnd(), Text(stored));
        Assert.Equal(0, window.Conflicts);
        Assert.NotEqual(0, window.Skipped);
        await Expect(window.Conflict).ToBeHiddenAsync();
        window.ExpectNoErrors();
    }

    [Fact]
    public async Task Two_creates_can_be_in_flight()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.BlockEventsAsync();
        var window = await ann.OpenAsync("created-twice");
        var creates = new ConcurrentQueue<string?>();
        var second = new TaskCompletionSource();
        await window.Page.RouteAsync("**/v1/notes/*", async route =>
        {
            creates.Enqueue(await route.Request.HeaderValueAsync("If-None-Match"));
            if (creates.Count == 1)
            {
                await second.Task;
            }
            else
            {
                second.TrySetResult();
            }

            await route.ContinueAsync();
        });

        await window.WriteAsync("one");
        await Expect(window.Status).ToHaveTextAsync("saving…");
        await Poll.UntilAsync(() => !creates.IsEmpty);
        await window.WriteAsync(" two");
        await second.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await window.SavedAsync();

        Assert.Equal(["*", "*"], creates);
        Assert.Equal(0, window.Conflicts);
        Assert.Equal("one two", Text(await ann.StoredAsync("created-twice")));
    }

    [Fact]
    public async Task A_lost_response_does_not_cause_a_conflict()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.BlockEventsAsync();
        var window = await ann.OpenAsync("lost-answer");
        var outcomes = new ConcurrentQueue<string?>();
        var lost = false;
        await window.Page.RouteAsync("**/v1/notes/*", async route =>
        {
            var response = await route.FetchAsync();
            outcomes.Enqueue(response.Headers["save-outcome"]);
            if (lost)
            {
                await route.FulfillAsync(new() { Response = response });
            }
            else
            {
                lost = true;
                await route.AbortAsync();
            }
        });

        await window.WriteAsync("only once");
        await window.SavedAsync(1);

        Assert.Equal(["created", "replayed"], outcomes);
    }

    [Fact]
    public async Task Edits_made_offline_are_saved_when_the_network_returns()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync("offline");
        await window.WriteAsync("before, ");
        await window.SavedAsync(1);

        await ann.Context.SetOfflineAsync(true);
        await window.WriteAsync("during, ");
        await Expect(window.Status).ToHaveTextAsync("offline, retrying");
        await window.WriteAsync("still during, ");
        await ann.Context.SetOfflineAsync(false);
        await window.WriteAsync("after");
        await window.SavedAsync();

        Assert.Equal("before, during, still during, after", Text(await ann.StoredAsync("offline")));
        Assert.Equal(0, window.Conflicts);
    }

    [Fact]
    public async Task A_user_who_is_signed_out_while_typing_signs_in_again_and_loses_nothing()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.BlockEventsAsync();
        var window = await ann.OpenAsync("signed-out");
        var refused = false;
        await window.Page.RouteAsync("**/v1/notes/*", async route =>
        {
            if (refused)
            {
                await route.ContinueAsync();
            }
            else
            {
                refused = true;
                await route.FulfillAsync(new() { Status = 401 });
            }
        });

        await window.WriteAsync("typed");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Please sign in again" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByLabel("Your name")).ToHaveValueAsync("Ann");
        await window.Page.Keyboard.PressAsync("Enter");
        await window.SavedAsync(1);
        Assert.Equal("typed", Text(await ann.StoredAsync("signed-out")));
    }

    [Fact]
    public async Task A_note_is_unchanged_after_it_is_reloaded()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync("formatted");
        var keyboard = window.Page.Keyboard;
        await window.WriteAsync("plain ");
        await window.Button("Bold").ClickAsync();
        await keyboard.TypeAsync("bold");
        await keyboard.PressAsync("Enter");
        await window.Button("Heading").ClickAsync();
        await keyboard.TypeAsync("heading");
        await keyboard.PressAsync("Enter");
        await window.Button("List").ClickAsync();
        await keyboard.TypeAsync("item");
        await window.SavedAsync();

        var first = await ann.StoredAsync("formatted");
        Assert.Contains("<b>bold</b>", first.Html, StringComparison.Ordinal);
        Assert.Matches("<h2>.*heading.*</h2>", first.Html);
        Assert.Matches("<ul><li>.*item.*</li></ul>", first.Html);

        var again = await ann.OpenAsync("formatted");
        Assert.Equal(first.Html, await again.Prose.InnerHTMLAsync());
        window.ExpectNoErrors();
        again.ExpectNoErrors();
    }

    [Fact]
    public async Task A_new_note_has_a_new_address_and_the_old_one_is_saved()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync("left-behind");
        await window.WriteAsync("typed just before leaving");
        await window.Button("New note").ClickAsync();
        await Expect(window.Status).ToHaveTextAsync("new note");

        Assert.DoesNotContain("left-behind", window.Page.Url, StringComparison.Ordinal);
        await Expect(window.Prose).ToHaveTextAsync("");
        Assert.Equal("typed just before leaving", Text(await ann.StoredAsync("left-behind")));
    }

    private static string Text(Note note) =>
        note.Html.Replace("<p>", "", StringComparison.Ordinal).Replace("</p>", "", StringComparison.Ordinal)
            .Replace("&nbsp;", " ", StringComparison.Ordinal).TrimEnd();
}
