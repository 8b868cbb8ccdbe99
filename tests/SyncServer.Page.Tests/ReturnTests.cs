using System.Collections.Concurrent;
using Microsoft.Playwright;
using SyncServer.Testing;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>Closed, duplicated and suspended windows keep the typed text.</summary>
[Collection(nameof(PageFixture))]
public sealed class ReturnTests(PageFixture fixture)
{
    private const string Drafts =
        """
        () => new Promise(resolve => {
          const opening = indexedDB.open('syncserver-drafts');
          opening.onsuccess = () => {
            const all = opening.result.transaction('records').objectStore('records').getAll();
            all.onsuccess = () => resolve(JSON.stringify(all.result));
          };
        })
        """;

    [Theory]
    [InlineData("closed", false)]
    [InlineData("crashed", true)]
    public async Task Edits_made_offline_are_restored_when_the_note_is_reopened(string note, bool crashes)
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync(note);
        await window.WriteAsync("before, ");
        await window.SavedAsync(1);
        await ann.Context.SetOfflineAsync(true);
        await window.WriteAsync("during");
        await KeptAsync(window, "before, during");
        if (crashes)
        {
            var devices = await ann.Context.NewCDPSessionAsync(window.Page);
            var crashed = new TaskCompletionSource();
            window.Page.Crash += (_, _) => crashed.TrySetResult();
            // The page gets no events, and the call never returns.
            _ = devices.SendAsync("Page.crash");
            await crashed.Task.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await window.Page.CloseAsync();
        await ann.Context.SetOfflineAsync(false);

        var again = await ann.OpenAsync(note);
        await Expect(again.Text).ToHaveValueAsync("before, during");
        await again.SavedAsync();
        Assert.Equal("before, during", (await ann.StoredAsync(note)).Text);
        Assert.Equal(0, again.Conflicts);
        again.ExpectNoErrors();
    }

    [Fact]
    public async Task A_duplicated_tab_is_a_new_session_and_does_not_take_the_draft()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync("doubled");
        await window.WriteAsync("both");
        await window.SavedAsync(1);
        var sessions = new ConcurrentQueue<string?>();
        ann.Context.Request += (_, request) =>
        {
            if (request.Method == "PUT")
            {
                sessions.Enqueue(request.Headers.GetValueOrDefault("session-id"));
            }
        };
        await window.Page.RouteAsync("**/v1/notes/*", route => route.AbortAsync());
        await window.WriteAsync(", first");
        await KeptAsync(window, "both, first");

        var other = new Window(await window.Page.RunAndWaitForPopupAsync(() => window.Page.EvaluateAsync("() => { open(location.href); }")));
        await Expect(other.Text).ToHaveValueAsync("both");
        await other.WriteAsync(", second");
        await other.SavedAsync(2);
        await window.Page.UnrouteAllAsync();
        await window.ConflictShownAsync(theirs: "both, second", mine: "both, first");
        Assert.Equal(2, sessions.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task A_page_that_slept_for_longer_than_the_window_continues_without_a_conflict()
    {
        var data = Directory.CreateTempSubdirectory("syncserver-asleep-").FullName;
        await using var server = await ServerProcess.StartAsync(data, "--Sync:Defaults:Window=00:00:01");
        await using var ann = await fixture.PersonAsync("Ann", server.Url);
        await ann.Context.Clock.InstallAsync();
        var window = await ann.OpenAsync("asleep");
        await window.WriteAsync("one");
        await window.SavedAsync(1);
        var sent = new ConcurrentQueue<string?>();
        var arrived = new TaskCompletionSource();
        await window.Page.RouteAsync("**/v1/notes/*", async route =>
        {
            sent.Enqueue(await route.Request.HeaderValueAsync("Save-Sequence") ?? route.Request.Method);
            var response = await route.FetchAsync();
            if (arrived.TrySetResult())
            {
                // The response is lost while the page is suspended.
                return;
            }

            await route.FulfillAsync(new() { Response = response });
        });
        await window.WriteAsync(", two");
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await ann.Context.Clock.PauseAtAsync(await window.Page.EvaluateAsync<DateTime>("() => new Date(Date.now() + 1000)"));
        await window.WriteAsync(", three");
        // Longer than the window on the server, and longer than the lifetime of the token in the page.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        await ann.Context.Clock.FastForwardAsync("20:00");
        await ann.Context.Clock.ResumeAsync();

        await window.SavedAsync();
        Assert.Equal("one, two, three", (await ann.StoredAsync("asleep")).Text);
        Assert.Equal(0, window.Conflicts);
        await Expect(window.Conflict).ToBeHiddenAsync();
        var order = sent.ToArray();
        Assert.Equal(order[0], order[1]);
        // Then the edits made since.
        Assert.Equal("3", order[2]);
        Directory.Delete(data, recursive: true);
    }

    private static async Task KeptAsync(Window window, string text)
    {
        var kept = false;
        while (!kept)
        {
            kept = (await window.Page.EvaluateAsync<string>(Drafts)).Contains(text, StringComparison.Ordinal);
        }
    }
}
