using System.Text.RegularExpressions;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace SyncServer.Page.Tests;

/// <summary>What is shown is stored. What the page cannot hold is refused visibly, or shown to read only.</summary>
[Collection(nameof(PageFixture))]
public sealed class ContentTests(PageFixture fixture)
{
    /// <summary>Pastes or drops on the text: files, HTML and plain text.</summary>
    private const string Give =
        """
        (text, [type, file, html, plain]) => {
          const data = new DataTransfer();
          if (file) data.items.add(new File(['x'], file, { type: 'image/png' }));
          if (html) data.setData('text/html', html);
          if (plain) data.setData('text/plain', plain);
          const init = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
          return text.dispatchEvent(type === 'drop' ? new DragEvent('drop', init) : new ClipboardEvent('paste', init));
        }
        """;

    [Theory]
    [InlineData("paste", "photo.png", "", "", "“photo.png” was not added: a note cannot hold pictures and files.", false)]
    [InlineData("drop", "photo.png", "", "", "“photo.png” was not added: a note cannot hold pictures and files.", false)]
    [InlineData("paste", "", "<img src=x>", "", "The picture was not added: a note cannot hold pictures and files.", false)]
    [InlineData("paste", "", "<p>words<img src=x></p>", "words", "Only the text was added: a note cannot hold pictures and files.", true)]
    public async Task Pictures_and_files_are_refused_visibly(string type, string file, string html, string plain, string words, bool inserts)
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var window = await ann.OpenAsync($"refused-{type}-{html.Length}");
        Assert.Equal(inserts, await window.Text.EvaluateAsync<bool>(Give, new[] { type, file, html, plain }));
        await Expect(window.Page.Locator("#refused-text")).ToHaveTextAsync(words);
        await window.Button("Dismiss").ClickAsync();
        await Expect(window.Page.Locator("#refused")).ToBeHiddenAsync();
        await Expect(window.Status).ToHaveTextAsync("new note");
    }

    [Fact]
    public async Task Of_pasted_markup_the_text_is_shown_and_stored()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        var window = await ann.OpenAsync("pasted");
        await window.WriteAsync("before ");
        await window.Page.EvaluateAsync(
            """
            ([html, plain]) => navigator.clipboard.write([new ClipboardItem({
              'text/html': new Blob([html], { type: 'text/html' }), 'text/plain': new Blob([plain], { type: 'text/plain' }),
            })])
            """,
            new[] { "<p style='color:red' onclick='hit()'>pasted <i>text</i></p>", "pasted <text>" });
        await window.Page.Keyboard.PressAsync("Control+v");
        await Expect(window.Text).ToHaveValueAsync("before pasted <text>");
        await window.SavedAsync();
        Assert.Equal("before pasted <text>", (await ann.StoredAsync("pasted")).Text);
        await Expect(window.Page.Locator("#refused")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Unknown_members_and_line_ends_survive()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("members", """{"title":"Plan","color":{"n":9007199254740993},"text":"one\r\ntwo","tags":["a",1.0]}""");
        var window = await ann.OpenAsync("members");
        await window.WriteAsync("!");
        await window.SavedAsync(2);
        Assert.Equal("""{"title":"Plan","color":{"n":9007199254740993},"text":"one\r\ntwo!","tags":["a",1.0]}""", await ann.StoredTextAsync("members"));
    }

    [Theory]
    [InlineData("old", """{"title":"Plan","html":"<p>a <b>note</b></p><table></table>"}""", "application/json", "This note has formatted text \\(HTML\\)", "<table></table>")]
    [InlineData("array", """["a","b"]""", "application/json", "This is JSON, but not a note", "\"b\"")]
    [InlineData("number", """{"title":"Plan","text":12}""", "application/json", "The text of this note is not a string", "\"text\": 12")]
    [InlineData("lines", """{"title":"Plan\nand more","text":"words"}""", "application/json", "The title of this note has several lines", "and more")]
    [InlineData("plain", "just words", "text/plain", "This is a plain text document", "just words")]
    public async Task Other_content_is_read_only_and_says_why(string name, string content, string type, string reason, string shown)
    {
        await using var ann = await fixture.PersonAsync("Ann");
        var note = $"other-{name}";
        await ann.StoreAsync(note, content, type);
        var window = await ann.OpenAsync(note);
        await Expect(window.Page.Locator("#stored-reason")).ToHaveTextAsync(new Regex($"^{reason}.*cannot be changed here\\.$"));
        await Expect(window.Page.Locator("#stored-text")).ToContainTextAsync(shown);
        await Expect(window.Text).ToBeHiddenAsync();
        await window.Page.Keyboard.TypeAsync("typed");
        await window.Page.Keyboard.PressAsync("Control+s");
        await Expect(window.Toast).ToHaveTextAsync("Saved as version 1.");
        Assert.Equal(content, await ann.StoredTextAsync(note));
        window.ExpectNoErrors();
    }

    [Fact]
    public async Task A_note_that_becomes_something_else_is_kept_and_comes_back_from_the_history()
    {
        await using var ann = await fixture.PersonAsync("Ann");
        await ann.StoreAsync("becomes", new Note("Plan", "words"));
        var window = await ann.OpenAsync("becomes");
        await ann.ReplaceAsync("becomes", "other", "text/plain");
        await Expect(window.Page.Locator("#problem-text")).ToContainTextAsync("Version 2 is no note, but text/plain");
        await Expect(window.Text).ToHaveValueAsync("words");
        await Expect(window.Text).Not.ToBeEditableAsync();

        await window.Button("History").ClickAsync();
        await window.Page.Locator("#history-list button").Last.ClickAsync();
        await window.Button("Restore version 1").ClickAsync();
        await window.SavedAsync(3);
        await Expect(window.Page.Locator("#problem")).ToBeHiddenAsync();
        await window.WriteAsync(" again");
        await window.SavedAsync(4);
        Assert.Equal("words again", (await ann.StoredAsync("becomes")).Text);
        window.ExpectNoErrors();
    }
}
