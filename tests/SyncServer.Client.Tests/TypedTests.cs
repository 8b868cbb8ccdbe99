using System.Text;

namespace SyncServer.Client.Tests;

/// <summary>Documents whose content is a value of a type.</summary>
public sealed class TypedTests
{
    private const string Stored = """{ "title":"Plan", "n":9007199254740993, "x":1e400, "items":[{"text":"a","done":true},{"text":"b","done":false}], "caf\u00e9":{ } }""";

    private readonly FakeServer _server = new();

    [Theory]
    // A member: all else keeps its bytes.
    [InlineData("""{"title":"Plan B","n":9007199254740993,"x":1e400,"items":[{"text":"a","done":true},{"text":"b","done":false}],"café":{ }}""", "Plan B", "a", "b")]
    // A member that is removed.
    [InlineData("""{"n":9007199254740993,"x":1e400,"items":[{"text":"a","done":true},{"text":"b","done":false}],"café":{ }}""", null, "a", "b")]
    // Elements of an array: changed, added at each place, and removed.
    [InlineData("""{"title":"Plan","n":9007199254740993,"x":1e400,"items":[{"text":"a","done":true},{"text":"c","done":false}],"café":{ }}""", "Plan", "a", "c")]
    [InlineData("""{"title":"Plan","n":9007199254740993,"x":1e400,"items":[{"text":"n"},{"text":"a","done":true},{"text":"b","done":false}],"café":{ }}""", "Plan", "n", "a", "b")]
    [InlineData("""{"title":"Plan","n":9007199254740993,"x":1e400,"items":[{"text":"a","done":true},{"text":"n"},{"text":"b","done":false}],"café":{ }}""", "Plan", "a", "n", "b")]
    [InlineData("""{"title":"Plan","n":9007199254740993,"x":1e400,"items":[{"text":"a","done":true},{"text":"b","done":false},{"text":"n"}],"café":{ }}""", "Plan", "a", "b", "n")]
    [InlineData("""{"title":"Plan","n":9007199254740993,"x":1e400,"items":[{"text":"b","done":false}],"café":{ }}""", "Plan", "b")]
    public async Task What_the_type_does_not_know_stays(string expected, string? title, params string[] items)
    {
        var document = await OpenAsync(Stored);
        document.Update(plan => plan! with { Title = title, Items = [.. items.Select(text => new PlanItem { Text = text })] });
        Assert.Equal(expected, document.Document.Content!.ReadText());
        Assert.Equal(items, document.Content!.Items.Select(item => item.Text));
        _ = document.FlushAsync();
        Assert.Equal((FakeServer.ETag(3), expected), ((await _server.NextAsync()) is var save ? save["If-Match"] : null, save.Body));
    }

    [Fact]
    public async Task An_equal_value_is_no_change()
    {
        var document = await OpenAsync(Stored);
        document.Save(document.Content!);
        Assert.Equal(new SyncStatus(SyncState.Saved, 3), await document.FlushAsync());
        Assert.Equal(Stored, document.Document.Content!.ReadText());
    }

    [Theory]
    [InlineData("application/json", """{"items":{}}""")]
    [InlineData("text/plain", "{}")]
    public async Task Content_that_is_not_of_the_type_cannot_be_shown(string type, string text)
    {
        var opening = _server.Client.OpenAsync("notes", "one", TestJson.Default.Plan);
        (await _server.NextAsync()).Read(4, SyncContent.Text(text, type));
        await Assert.ThrowsAsync<UnreadableContentException>(() => opening);
    }

    [Fact]
    public async Task A_new_document_is_created_from_a_value()
    {
        var opening = _server.Client.OpenAsync("notes", "one", TestJson.Default.Plan);
        (await _server.NextAsync()).Refuse(404, "not-found");
        await using var document = await opening;
        Assert.Null(document.Content);
        document.Save(new Plan { Title = "New" });
        _ = document.FlushAsync();
        var save = await _server.NextAsync();
        Assert.Equal(("*", """{"title":"New","items":[]}"""), (save["If-None-Match"], save.Body));
        save.Accept(1, "created");
    }

    [Fact]
    public async Task A_conflict_has_both_values_and_what_theirs_has_beyond_the_type_stays()
    {
        var document = await OpenAsync(Stored);
        var met = new TaskCompletionSource<SyncConflict<Plan>>();
        document.Conflict += (_, conflict) => met.TrySetResult(conflict);
        document.Update(plan => plan! with { Title = "Mine" });
        _ = document.FlushAsync();
        (await _server.NextAsync()).Json(
            412,
            """
            {"type":"/problems/edit-conflict","conflictId":"c5","self":false,"mergeable":true,"merged":{"title":"Merged","items":[]},
             "changes":[{"path":"/title","base":"Plan","theirs":"Theirs","yours":"Mine","by":"both"},{"path":"/new","theirs":1,"by":"theirs"}],
             "current":{"version":5,"etag":"\"v5\"","contentType":"application/json","content":{"title":"Theirs","items":[],"new":1}} }
            """);
        var conflict = await met.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(("Theirs", "Mine", "Merged"), (conflict.Theirs!.Title, conflict.Mine!.Title, conflict.Merged!.Title));
        Assert.Equal(["/title", "/new"], conflict.Changes.Select(change => change.Path));
        Assert.Equal((SyncChangeBy.Both, "Mine", null), (conflict.Changes[0].By, conflict.Changes[0].Yours?.GetString(), conflict.Changes[1].Base));
        _ = conflict.SaveAsync(conflict.Theirs with { Title = "Both" });
        var save = await _server.NextAsync();
        Assert.Equal((FakeServer.ETag(5), """{"title":"Both","items":[],"new":1}"""), (save["If-Match"], save.Body));
    }

    private async Task<SyncDocument<Plan>> OpenAsync(string stored)
    {
        var opening = _server.Client.OpenAsync("notes", "one", TestJson.Default.Plan);
        (await _server.NextAsync()).Read(3, new SyncContent(Encoding.UTF8.GetBytes(stored), "application/json"));
        return await opening;
    }
}
