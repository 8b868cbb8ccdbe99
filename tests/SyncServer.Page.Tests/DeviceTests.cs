using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>What a device keeps, and for whom.</summary>
[Collection(nameof(PageFixture))]
public sealed class DeviceTests(PageFixture fixture)
{
    /// <summary>As a browser that blocks all site data, and a sandboxed frame, do.</summary>
    private const string Blocked =
        """
        const refuse = () => { throw new DOMException('The request was denied.', 'SecurityError'); };
        for (const name of ['indexedDB', 'localStorage', 'sessionStorage', 'caches']) Object.defineProperty(window, name, { get: refuse });
        LockManager.prototype.request = async () => refuse();
        StorageManager.prototype.persist = async () => refuse();
        """;

    private const string Drafts =
        """
        () => new Promise(resolve => {
          const opening = indexedDB.open('syncserver-drafts');
          opening.onsuccess = () => {
            const all = opening.result.transaction('records').objectStore('records').getAll();
            all.onsuccess = () => { opening.result.close(); resolve(JSON.stringify(all.result)); };
          };
        })
        """;

    [Fact]
    public async Task Without_site_data_the_page_opens_saves_and_says_that_nothing_is_kept()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.Context.AddInitScriptAsync(Blocked);
        var window = await ann.OpenAsync("not-kept");
        await window.WriteAsync("typed");
        await window.SavedAsync();
        await Expect(window.Page.Locator("#unkept")).ToHaveTextAsync("Nothing is kept on this device");
        Assert.Equal("typed", (await ann.StoredAsync("not-kept")).Text);

        // Offline, leaving would lose the text.
        await ann.Context.SetOfflineAsync(true);
        await window.WriteAsync(" more");
        await Expect(window.Status).ToHaveTextAsync("offline, retrying");
        await window.Button("New note").ClickAsync();
        await Expect(window.Page.Locator("#question")).ToContainTextAsync("nothing is kept on this device");
        await window.Button("Cancel").ClickAsync();
        await Expect(window.Text).ToHaveValueAsync("typed more");
        await ann.Context.SetOfflineAsync(false);
        await window.SavedAsync();
        await window.Button("New note").ClickAsync();
        await Expect(window.Status).ToHaveTextAsync("new note");
        window.ExpectNoErrors();
    }

    [Fact]
    public async Task After_a_sign_out_another_person_on_the_device_sees_nothing_of_the_first()
    {
        await using var device = await fixture.PersonAsync("Amy");
        var window = await device.OpenAsync("amys");
        await window.WriteAsync("saved words");
        await window.SavedAsync();
        await device.Context.SetOfflineAsync(true);
        await window.WriteAsync(", secret words");
        await Expect(window.Status).ToHaveTextAsync("offline, retrying");
        await Poll.UntilAsync(async () => (await window.Page.EvaluateAsync<string>(Drafts)).Contains("secret", StringComparison.Ordinal));
        var other = new Window(await device.Context.NewPageAsync());

        await window.Button("Sign out").ClickAsync();
        await Expect(window.Page.Locator("#question")).ToContainTextAsync("is not saved");
        await window.Button("Cancel").ClickAsync();
        await Expect(window.Text).ToHaveValueAsync("saved words, secret words");
        await window.Button("Sign out").ClickAsync();
        await Expect(window.Page.Locator("#question")).ToBeVisibleAsync();
        await window.Page.RouteAsync("**/v1/notes/*", route => route.AbortAsync());
        await device.Context.SetOfflineAsync(false);
        await window.Button("Sign out and delete it").ClickAsync();

        await Expect(window.Page.GetByLabel("Your name")).ToHaveValueAsync("");
        Assert.Equal("[]", await window.Page.EvaluateAsync<string>(Drafts));
        await window.Page.UnrouteAllAsync();
        await other.Page.GotoAsync("./#amys");
        await other.SignInAsync("Ben");
        await Expect(other.Text).ToHaveValueAsync("saved words");
        await other.WriteAsync(", Ben");
        await other.SavedAsync();
        Assert.Equal("saved words, Ben", (await device.StoredAsync("amys")).Text);
    }

    [Fact]
    public async Task A_person_who_takes_over_an_expired_sign_in_does_not_send_the_text_of_the_first()
    {
        await using var device = await fixture.PersonAsync("Amy");
        await device.StoreAsync("taken-over", new Note("Plan", "start"));
        var window = await device.OpenAsync("taken-over");
        await window.Page.RouteAsync("**/v1/notes/*", route => route.FulfillAsync(new() { Status = 401 }));
        await window.Page.RouteAsync("**/v1/auth/refresh", route => route.FulfillAsync(new() { Status = 401 }));
        await window.WriteAsync(", secret words");
        await Expect(window.Page.GetByLabel("Your name")).ToBeVisibleAsync();
        await Expect(window.Page.GetByLabel("Your name")).ToHaveValueAsync("Amy");
        await window.Page.UnrouteAllAsync();
        await window.SignInAsync("Ben");
        await Expect(window.Text).ToHaveValueAsync("start");
        await window.WriteAsync(", Ben");
        await window.SavedAsync();
        Assert.Equal("start, Ben", (await device.StoredAsync("taken-over")).Text);
    }

    [Fact]
    public async Task A_sign_out_in_one_tab_signs_the_others_out()
    {
        await using var amy = await fixture.PersonAsync("Amy");
        var first = await amy.OpenAsync("two-tabs-out");
        await first.WriteAsync("typed");
        await first.SavedAsync();
        var second = await amy.OpenAsync("two-tabs-out");
        await first.Button("Sign out").ClickAsync();
        await Expect(first.Page.GetByLabel("Your name")).ToBeVisibleAsync();
        await Expect(second.Page.GetByLabel("Your name")).ToBeVisibleAsync();
        await Expect(second.Desk).ToBeHiddenAsync();
        second.ExpectNoErrors();
    }
}
