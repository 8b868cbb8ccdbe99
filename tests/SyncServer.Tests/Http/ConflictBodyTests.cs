using System.Globalization;
using System.Net;
using System.Text.Json;

namespace SyncServer.Tests.Http;

/// <summary>The members <c>changes</c> and <c>merged</c> of a conflict (docs/protocol.md, section 5).</summary>
public sealed class ConflictBodyTests(SyncApp app) : IClassFixture<SyncApp>
{
    [Fact]
    public async Task JSON_has_each_changed_member_and_the_merged_content()
    {
        var conflict = await MeetAsync(
            """{"title":"Plan","done":false,"old":1,"same":[1,2]}""",
            """{"title":"Plan A","done":false,"same":[1,2],"new":null}""",
            """{"title":"Plan","done":true,"old":1,"same":[1,2]}""");

        Assert.Equal(
            [
                """{"path":"/done","base":false,"theirs":false,"yours":true,"by":"yours"}""",
                """{"path":"/new","theirs":null,"by":"theirs"}""",
                """{"path":"/old","base":1,"yours":1,"by":"theirs"}""",
                """{"path":"/title","base":"Plan","theirs":"Plan A","yours":"Plan","by":"theirs"}""",
            ],
            ChangesOf(conflict).Order(StringComparer.Ordinal));
        Assert.True(conflict.GetProperty("mergeable").GetBoolean());
        Assert.Equal("""{"title":"Plan A","done":true,"same":[1,2],"new":null}""", conflict.GetProperty("merged").GetRawText());
        Assert.False(conflict.TryGetProperty("changesTruncated", out _));
    }

    [Fact]
    public async Task Overlapping_changes_are_listed_and_not_merged()
    {
        var conflict = await MeetAsync("""{"title":"Plan"}""", """{"title":"Plan A"}""", """{"title":"Plan B"}""");
        Assert.Equal(["""{"path":"/title","base":"Plan","theirs":"Plan A","yours":"Plan B","by":"both","overlaps":true}"""], ChangesOf(conflict));
        Assert.False(conflict.GetProperty("mergeable").GetBoolean());
        Assert.False(conflict.TryGetProperty("merged", out _));
    }

    [Fact]
    public async Task Strings_are_merged_as_text_if_the_policy_says_so()
    {
        var conflict = await MeetAsync("""{"body":"one two three"}""", """{"body":"zero one two three"}""", """{"body":"one two three four"}""", collection: "prose");
        Assert.True(conflict.GetProperty("mergeable").GetBoolean());
        Assert.Equal("zero one two three four", conflict.GetProperty("merged").GetProperty("body").GetString());
    }

    [Theory]
    // By the preset, by a pointer, and where nothing is set.
    [InlineData("pages", "{0}", "")]
    [InlineData("cards", """{{"title":"t","body":{0}}}""", "/body")]
    [InlineData("notes", "{0}", "")]
    public async Task Rich_text_has_blocks_and_what_is_undisputed(string collection, string format, string path)
    {
        string Paragraph(string text) => """{"type":"paragraph","content":[{"type":"text","text":"?"}]}""".Replace("?", text, StringComparison.Ordinal);
        string Document(params string[] texts) =>
            string.Format(CultureInfo.InvariantCulture, format, $$"""{"type":"doc","content":[{{string.Join(',', texts.Select(Paragraph))}}]}""");
        var conflict = await MeetAsync(Document("a", "b", "c"), Document("a", "x", "c"), Document("a", "y", "C"), collection: collection);
        Assert.Equal(
            [
                $$$"""{"path":"{{{path}}}/content/1","base":{{{Paragraph("b")}}},"theirs":{{{Paragraph("x")}}},"yours":{{{Paragraph("y")}}},"by":"both","text":{"base":"b","theirs":"x","yours":"y"},"merged":{"path":"{{{path}}}/content/1","count":1},"overlaps":true}""",
                $$$"""{"path":"{{{path}}}/content/2","base":{{{Paragraph("c")}}},"theirs":{{{Paragraph("c")}}},"yours":{{{Paragraph("C")}}},"by":"yours","text":{"base":"c","theirs":"c","yours":"C"}}""",
            ],
            ChangesOf(conflict));
        Assert.False(conflict.GetProperty("mergeable").GetBoolean());
        Assert.Equal(Document("a", "x", "C"), conflict.GetProperty("undisputed").GetRawText());
        Assert.True((await MeetAsync(Document("a b"), Document("A b"), Document("a B"), collection: collection)).GetProperty("mergeable").GetBoolean());
    }

    [Fact]
    public async Task Text_has_hunks_of_lines()
    {
        var conflict = await MeetAsync("a\nb\nc\nd\n", "A\nb\nc\nd\n", "a\nb\nc\nd\ne\n", "text/plain");
        Assert.Equal(
            [
                """{"line":1,"count":1,"base":"a\n","theirs":"A\n","yours":"a\n","by":"theirs"}""",
                """{"line":5,"count":0,"base":"","theirs":"","yours":"e\n","by":"yours"}""",
            ],
            ChangesOf(conflict));
        Assert.Equal("A\nb\nc\nd\ne\n", conflict.GetProperty("merged").GetString());
    }

    [Fact]
    public async Task Opaque_content_is_not_compared()
    {
        var conflict = await MeetAsync("a", "b", "c", "image/png");
        Assert.False(conflict.TryGetProperty("changes", out _));
        Assert.False(conflict.GetProperty("mergeable").GetBoolean());
        Assert.True(conflict.GetProperty("base").GetProperty("kept").GetBoolean());
    }

    [Fact]
    public async Task A_PATCH_is_compared_by_its_result_on_the_base()
    {
        var amy = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, """{"a":1,"b":1}""").Sequence(1);
        await (await app.SignInAsync("Bob")).Patch(note, """{"a":2}""").On(first);

        var conflict = (await amy.Patch(note, """{"b":null}""").On(first).Sequence(2)).Refused("edit-conflict").Json;

        Assert.Equal(
            ["""{"path":"/a","base":1,"theirs":2,"yours":1,"by":"theirs"}""", """{"path":"/b","base":1,"theirs":1,"by":"yours"}"""],
            ChangesOf(conflict));
        Assert.Equal("""{"a":2}""", conflict.GetProperty("merged").GetRawText());
    }

    [Fact]
    public async Task A_DELETE_and_a_tombstone_are_not_compared()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        var first = await amy.Create(note, "1");
        var second = await amy.Put(note, "2").On(first);
        AssertBare((await amy.Delete(note).On(first)).Refused("edit-conflict").Json);
        await amy.Delete(note).On(second);
        AssertBare((await amy.Put(note, "3").On(second)).Refused("edit-conflict").Json);

        static void AssertBare(JsonElement conflict)
        {
            Assert.StartsWith("c_", conflict.GetProperty("conflictId").GetString(), StringComparison.Ordinal);
            Assert.False(conflict.TryGetProperty("changes", out _));
            Assert.False(conflict.GetProperty("mergeable").GetBoolean());
        }
    }

    [Fact]
    public async Task Already_exists_has_the_members_that_do_not_need_a_base()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Create(note, "{}");
        var conflict = (await amy.Create(note, """{"a":1}""")).Refused("already-exists").Json;
        Assert.StartsWith("c_", conflict.GetProperty("conflictId").GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, conflict.GetProperty("base").ValueKind);
        Assert.False(conflict.TryGetProperty("changes", out _));
        Assert.False(conflict.GetProperty("mergeable").GetBoolean());
    }

    [Fact]
    public async Task A_conflict_on_an_absent_document_is_not_recorded()
    {
        var conflict = (await (await app.SignInAsync()).Put(SyncApp.NewDocument(), "1").IfMatch("\"1-0123456789abcdef\"")).Refused("edit-conflict").Json;
        Assert.Equal(JsonValueKind.Null, conflict.GetProperty("current").ValueKind);
        Assert.Equal(JsonValueKind.Null, conflict.GetProperty("conflictId").ValueKind);
    }

    [Fact]
    public async Task An_ETag_of_another_version_with_the_same_number_is_not_a_base()
    {
        var amy = await app.SignInAsync();
        var note = SyncApp.NewDocument();
        await amy.Put(note, "2").On(await amy.Create(note, "1"));
        var conflict = (await amy.Put(note, "3").IfMatch("\"1-0123456789abcdef\"")).Refused("edit-conflict").Json;
        Assert.Equal(JsonValueKind.Null, conflict.GetProperty("base").ValueKind);
    }

    [Fact]
    public async Task A_merge_that_would_be_too_large_is_not_mergeable()
    {
        var (left, right) = (new string('l', 600), new string('r', 600));
        var conflict = await MeetAsync("{}", $$"""{"l":"{{left}}"}""", $$"""{"r":"{{right}}"}""", collection: "small");
        Assert.Equal(2, ChangesOf(conflict).Count);
        Assert.False(conflict.GetProperty("mergeable").GetBoolean());
    }

    [Fact]
    public async Task Changes_and_merge_are_bounded()
    {
        var large = new string('x', 300_000);
        var conflict = await MeetAsync("""{"a":1,"b":1,"c":1}""", $$"""{"a":"{{large}}","b":2,"c":1}""", """{"a":1,"b":1,"c":2}""");
        Assert.Equal(["/b", "/c"], conflict.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("path").GetString()).Order());
        Assert.True(conflict.GetProperty("changesTruncated").GetBoolean());
        Assert.True(conflict.GetProperty("mergeable").GetBoolean());
        Assert.False(conflict.TryGetProperty("merged", out _));
    }

    [Fact]
    public async Task A_large_text_without_unique_lines_gets_a_response()
    {
        // Two lines repeated: a naive comparison would be quadratic in half a million lines.
        var repeated = string.Concat(Enumerable.Repeat("a\nb\n", 1 << 18));
        var conflict = await MeetAsync("x\n", repeated, string.Concat(Enumerable.Repeat("b\na\na\n", 1 << 17)), "text/plain");
        Assert.True(conflict.TryGetProperty("mergeable", out _));
        conflict = await MeetAsync(repeated, string.Concat(Enumerable.Repeat("b\na\na\n", 1 << 17)), string.Concat(Enumerable.Repeat("a\na\nb\nb\n", 1 << 17)), "text/plain");
        Assert.True(conflict.TryGetProperty("mergeable", out _));
    }

    [Fact]
    public async Task A_conflict_behind_an_unseen_merge_has_only_the_sessions_own_change_as_yours()
    {
        var tab = (await app.SignInAsync()).Tab();
        var bob = await app.SignInAsync("Bob");
        var note = SyncApp.NewDocument();
        var first = await tab.Create(note, """{"a":1,"b":1}""").Sequence(1);
        await bob.Put(note, """{"a":1,"b":2}""").On(first);
        (await tab.Put(note, """{"a":2,"b":1}""").On(first).Sequence(2).Header("On-Conflict", "merge")).Saved("merged", 3);
        var last = await bob.Get(note);
        await bob.Put(note, """{"a":2,"b":3}""").On(last);

        // Sent before the response of the merge arrived, so it is based on what the tab had sent: only its own change is yours.
        var conflict = (await tab.Put(note, """{"a":3,"b":1}""").On(first).Sequence(3).Parent(2)).Refused("edit-conflict").Json;

        Assert.Equal("""{"a":3,"b":3}""", conflict.GetProperty("merged").GetRawText());
        Assert.False(conflict.GetProperty("self").GetBoolean());
    }

    private static List<string> ChangesOf(JsonElement conflict) => [.. conflict.GetProperty("changes").EnumerateArray().Select(change => change.GetRawText())];

    /// <summary>One user saves, another saves, and the first saves again on the version that they have.</summary>
    private async Task<JsonElement> MeetAsync(string @base, string theirs, string yours, string type = "application/json", string collection = "notes")
    {
        var amy = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument(collection);
        var first = (await amy.Send("PUT", note).Body(@base, type).IfNew().Sequence(1)).Is(HttpStatusCode.Created);
        (await (await app.SignInAsync("Bob")).Send("PUT", note).Body(theirs, type).On(first)).Saved("verified", 2);
        return (await amy.Send("PUT", note).Body(yours, type).On(first).Sequence(2).Header("On-Conflict", "reject")).Refused("edit-conflict").Json;
    }
}
