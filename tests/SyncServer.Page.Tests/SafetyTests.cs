using System.Text.Json.Nodes;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>Scripts in the content of other users do not run.</summary>
[Collection(nameof(PageFixture))]
public sealed class SafetyTests(PageFixture fixture)
{
    private const string Attack =
        """
        <p onclick="hit()" style="position:fixed">plain <b class="x">bold</b></p><script>hit()</script>
        <img src="x" onerror="hit()"><svg onload="hit()"><script>hit()</script></svg><iframe srcdoc="<script>parent.hit()</script>"></iframe>
        <a href="javascript:hit()">link</a><form action="/x"><input name="y"><button>go</button></form><style>body{display:none}</style>
        <math><mtext><table><mglyph><style><img src=x onerror=hit()></style></mglyph></table></mtext></math><template><img src=x onerror=hit()></template>
        """;

    [Fact]
    public async Task A_stored_script_does_not_run_in_the_editor_or_the_conflict_panel()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await using var bob = await fixture.PersonAsync("Bob <img src=x onerror=hit()>");
        await ann.BlockEventsAsync();
        await bob.StoreAsync("attack", new Note("<img src=x onerror=hit()>", Attack));
        var window = await ann.OpenAsync("attack");
        await window.Page.EvaluateAsync("() => { window.hits = 0; window.hit = () => window.hits++; }");
        var other = await bob.OpenAsync("attack");
        await other.WriteAsync("from Bob");
        await other.SavedAsync(2);
        // Bob's page has sanitised the note, so the attack is stored again without the page.
        await window.Page.RouteAsync("**/v1/notes/*", async route =>
        {
            var response = await route.FetchAsync();
            var body = JsonNode.Parse(await response.TextAsync())!;
            body["current"]!["content"]!["html"] = Attack;
            await route.FulfillAsync(new() { Response = response, Body = body.ToJsonString() });
        });
        await window.WriteAsync("from Ann");
        await window.ConflictShownAsync(theirs: "plain bold", mine: "from Ann");
        await Expect(window.Page.Locator("#other-detail")).ToContainTextAsync("Bob <img src=x onerror=hit()>");

        await Expect(window.Page.Locator("#title")).ToHaveValueAsync("<img src=x onerror=hit()>");
        foreach (var shown in new[] { "#prose", "#other-prose" })
        {
            var elements = await window.Page.Locator($"{shown} *").EvaluateAllAsync<string[]>(
                "all => all.map(one => one.tagName + one.getAttributeNames().join())");
            Assert.All(elements, one => Assert.Contains(one, new[] { "P", "B", "BR" }));
        }

        Assert.Equal(0, await window.Page.EvaluateAsync<int>("window.hits"));
    }

    [Fact]
    public async Task Pasted_markup_is_sanitised_before_it_is_shown()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var window = await ann.OpenAsync("pasted");
        await window.WriteAsync("before ");
        await window.Page.EvaluateAsync(
            """
            html => navigator.clipboard.write([new ClipboardItem({ 'text/html': new Blob([html], { type: 'text/html' }) })])
            """,
            "<p style='color:red' onclick='hit()'>pasted <i>text</i></p><img src=x onerror=hit()>");
        await window.Page.Keyboard.PressAsync("Control+v");
        await Expect(window.Prose).ToContainTextAsync("before pasted text");
        await window.SavedAsync();

        var stored = await ann.StoredAsync("pasted");
        Assert.Contains("<i>text</i>", stored.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("=", stored.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", stored.Html, StringComparison.Ordinal);
        Assert.Equal(0, await window.Page.Locator("#prose [style], #prose [onclick], #prose img").CountAsync());
    }
}
