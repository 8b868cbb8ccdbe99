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
        await window.Text.FocusAsync();
        await window.Text.PressSequentiallyAsync(string.Concat(Enumerable.Repeat(Sentence, 6)), new() { Delay = 8 });
        await window.SavedAsync();

        var stored = await ann.StoredAsync("fast-typing");
        Assert.Equal("Fox", stored.Title);
        Assert.Equal(string.Concat(Enumerable.Repeat(Sentence, 6)), stored.Text);
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
        Assert.Equal("one two", (await ann.StoredAsync("created-twice")).Text);
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

        Assert.Equal("before, during, still during, after", (await ann.StoredAsync("offline")).Text);
        Assert.Equal(0, window.Conflicts);
    }

    [Fact]
    public async Task A_user_who_is_signed_out_while_typing_signs_in_again_and_loses_nothing()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.BlockEventsAsync();
        var window = await ann.OpenAsync("signed-out");
        await window.Page.RouteAsync("**/v1/notes/*", route => route.FulfillAsync(new() { Status = 401 }));
        await window.Page.RouteAsync("**/v1/auth/refresh", route => route.FulfillAsync(new() { Status = 401 }));

        await window.WriteAsync("typed");
        await Expect(window.Page.GetByRole(AriaRole.Heading, new() { Name = "Please sign in again" })).ToBeVisibleAsync();
        await Expect(window.Page.GetByLabel("Your name")).ToHaveValueAsync("Ann");
        await window.Page.UnrouteAllAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.SavedAsync(1);
        Assert.Equal("typed", (await ann.StoredAsync("signed-out")).Text);
    }

    [Fact]
    public async Task Ctrl_S_saves_at_once_and_says_so()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync("by-key");
        await window.Page.Keyboard.PressAsync("Control+s");
        await Expect(window.Toast).ToHaveTextAsync("There is nothing to save yet.");
        await window.WriteAsync("typed");
        await window.Page.Keyboard.PressAsync("Control+s");
        await Expect(window.Toast).ToHaveTextAsync("Saved as version 1.");
        Assert.Equal("typed", (await ann.StoredAsync("by-key")).Text);

        await ann.Context.SetOfflineAsync(true);
        await window.WriteAsync(" more");
        await window.Page.Keyboard.PressAsync("Control+s");
        await Expect(window.Toast).ToHaveTextAsync("The server cannot be reached. Your text is kept on this device, and saved later.");
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
        await Expect(window.Text).ToHaveValueAsync("");
        // It is sent while the new one is open already.
        await Poll.UntilAsync(async () => (await ann.StoredTextAsync("left-behind")).Contains("typed just before leaving", StringComparison.Ordinal));
    }
}
