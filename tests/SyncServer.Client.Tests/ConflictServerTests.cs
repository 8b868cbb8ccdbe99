namespace SyncServer.Client.Tests;

/// <summary>Conflicts of the real server.</summary>
[Collection(nameof(RealServer))]
public sealed class ConflictServerTests(RealServer server)
{
    private readonly string _id = $"conflict-{Guid.NewGuid():n}";

    [Fact]
    public async Task Changes_of_two_fields_can_be_merged()
    {
        await using var document = await MeetAsync("""{"a":1,"b":"mine"}""");
        var conflict = document.PendingConflict!;
        Assert.True(conflict.Mergeable);
        Assert.Equal(new SyncStatus(SyncState.Saved, 3), await conflict.MergeAsync());
        Assert.Equal("""{"a":"theirs","b":"mine"}""", document.Content!.ReadText());
    }

    [Fact]
    public async Task Changes_of_one_field_cannot_be_merged_and_mine_is_kept()
    {
        await using var document = await MeetAsync("""{"a":"mine","b":1}""");
        var conflict = document.PendingConflict!;
        Assert.False(conflict.Mergeable);
        Assert.Equal("""{"a":"theirs","b":1}""", conflict.Theirs!.ReadText());
        Assert.Equal(new SyncStatus(SyncState.Saved, 3), await conflict.KeepMineAsync());
        Assert.Equal("""{"a":"mine","b":1}""", (await server.Amy.Get($"/v1/notes/{_id}")).Text);
    }

    [Fact]
    public async Task Theirs_is_taken_also_where_it_is_too_large_for_the_response()
    {
        var large = $$"""{"a":"{{new string('x', 300_000)}}"}""";
        await using var document = await MeetAsync("""{"a":"mine","b":1}""", large);
        Assert.Equal(new SyncStatus(SyncState.Saved, 2), await document.PendingConflict!.TakeTheirsAsync());
        Assert.Equal(large, document.Content!.ReadText());
    }

    [Theory]
    [InlineData("pages", "application/json", """{"type":"doc","content":[{0}]}""", """{"type":"paragraph","content":[{"type":"text","text":"{0}"}]}""", ",")]
    [InlineData("notes", "text/html", "{0}", "<p>{0}</p>", "")]
    public async Task Blocks_of_rich_text_are_settled_one_by_one(string collection, string type, string document, string block, string separator)
    {
        var path = $"/v1/{collection}/{_id}";
        var bob = server.Amy.Tab();
        var created = (await bob.Create(path, "").Body(Of("a", "b", "c"), type)).Saved("created", 1);
        var client = new SyncClient(server.Http, _ => new(server.Amy.Token!));
        await using var opened = await client.OpenAsync(collection, _id, new SyncDocumentOptions { Merge = true });
        (await bob.Put(path, "").Body(Of("A", "b theirs", "c"), type).On(created)).Saved("verified", 2);
        opened.Save(Content("a", "mine é", "c", "d"));
        Assert.Equal(SyncState.Conflict, (await opened.FlushAsync()).State);
        await Eventually.HoldsAsync(() => Task.FromResult(opened.PendingConflict is not null), "the conflict is known");
        var conflict = opened.PendingConflict!;

        Assert.Equal([new SyncBlock("b", "b theirs", "mine é")], conflict.DisputedBlocks);
        Assert.Single(conflict.Changes, change => change.Overlaps);
        Assert.Equal(Of("A", "b theirs", "c", "d"), conflict.ContentWith([SyncBlockChoice.Theirs]).ReadText());
        Assert.Equal(Of("A", "b theirs", "mine é", "c", "d"), conflict.ContentWith([SyncBlockChoice.Both]).ReadText());
        Assert.Throws<ArgumentException>(() => conflict.ContentWith([]));
        Assert.Equal(new SyncStatus(SyncState.Saved, 3), await conflict.SaveAsync(conflict.ContentWith([SyncBlockChoice.Mine])));
        Assert.Equal(Of("A", "mine é", "c", "d"), (await bob.Get(path)).Text);
        Assert.Null(conflict.DisputedBlocks);

        string Of(params string[] texts) => document.Replace("{0}", string.Join(separator, texts.Select(text => block.Replace("{0}", text, StringComparison.Ordinal))), StringComparison.Ordinal);
        SyncContent Content(params string[] texts) => new(System.Text.Encoding.UTF8.GetBytes(Of(texts)), type);
    }

    [Fact]
    public async Task Without_rich_text_whole_versions_are_chosen()
    {
        await using var document = await MeetAsync("""{"a":"mine","b":1}""");
        Assert.Null(document.PendingConflict!.DisputedBlocks);
        Assert.Throws<InvalidOperationException>(() => document.PendingConflict!.ContentWith([]));
    }

    /// <summary>Opens a document that another session changes before it is saved.</summary>
    private async Task<SyncDocument> MeetAsync(string mine, string theirs = """{"a":"theirs","b":1}""")
    {
        var path = $"/v1/notes/{_id}";
        var bob = server.Amy.Tab();
        var created = (await bob.Create(path, """{"a":1,"b":1}""")).Saved("created", 1);
        var client = new SyncClient(server.Http, _ => new(server.Amy.Token!));
        var document = await client.OpenAsync("notes", _id, options: null);
        (await bob.Put(path, theirs).On(created)).Saved("verified", 2);
        document.Save(SyncContent.Json(mine));
        Assert.Equal(SyncState.Conflict, (await document.FlushAsync()).State);
        await Eventually.HoldsAsync(() => Task.FromResult(document.PendingConflict is not null), "the conflict is known");
        return document;
    }
}
