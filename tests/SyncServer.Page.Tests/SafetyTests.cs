using System.Text.Json;
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
        await window.WriteAsync("from Ann");
        await window.ConflictShownAsync(theirs: "from Bob", mine: "from Ann");
        await Expect(window.Page.Locator("#other-detail")).ToContainTextAsync("Bob <img src=x onerror=hit()>");
        await Expect(window.Title).ToHaveValueAsync("<img src=x onerror=hit()>");
        await window.Button("History").ClickAsync();
        await Expect(window.Page.Locator("#history-list button").First).ToContainTextAsync("Bob <img");

        Assert.Equal(0, await window.Page.Locator("#other-text *, #other-title *, #conflict-changes :is(img, script), #history-list img").CountAsync());
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("window.hits"));
    }

    [Fact]
    public async Task A_stored_script_does_not_run_where_the_content_is_no_note()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("attack-old", JsonSerializer.Serialize(new { title = "Plan", html = Attack }));
        var window = await ann.OpenAsync("attack-old");
        await Expect(window.Page.Locator("#stored-text")).ToContainTextAsync("<script>hit()</script>");
        Assert.Equal(0, await window.Page.Locator("#stored-text *").CountAsync());
        window.ExpectNoErrors();
    }
}
