using SyncServer.Core.Documents;
using SyncServer.Core.Saving;
using static SyncServer.Storage.Tests.Saving.Saves;

namespace SyncServer.Storage.Tests.Saving;

/// <summary>The contract of the document log of every store. A derived class passes the backend.</summary>
public abstract class DocumentLogContract(IBackend backend) : IDisposable
{
    [Fact]
    public async Task Saved_content_is_read_before_and_after_a_restart()
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "one"));
        await CheckAsync();
        backend.Reopen();
        await CheckAsync();

        async Task CheckAsync()
        {
            var (info, content) = (await backend.Reader.ReadAsync(Key()))!.Value;
            Assert.Equal(head.Newest with { Digest = null }, info.Newest with { Digest = null });
            Assert.Equal((head.CreatedAt, head.CreatedBy), (info.CreatedAt, info.CreatedBy));
            Assert.Equal("one", content.Text());
        }
    }

    [Fact]
    public async Task The_saves_of_a_batch_are_decided_on_top_of_each_other()
    {
        var decisions = await backend.Log.CommitAsync(
            [Put("s", 1, None, "a"), Put("s", 2, None, "b"), Put("t", 1, None, "c"), Put("s", 1, None, "a"), Put("u", 1, None, "d", id: "other")]);
        Assert.Collection(decisions,
            d => Assert.Equal(SaveOutcome.Created, Assert.IsType<SaveDecision.Written>(d).Head.Newest.Outcome),
            d => Assert.Equal(SaveOutcome.Session, Assert.IsType<SaveDecision.Written>(d).Head.Newest.Outcome),
            d => Assert.Equal(Refusal.AlreadyExists, Assert.IsType<SaveDecision.Refused>(d).Reason),
            d => Assert.Equal(SaveOutcome.Replayed, Assert.IsType<SaveDecision.Repeated>(d).Outcome),
            d => Assert.Equal(SaveOutcome.Created, Assert.IsType<SaveDecision.Written>(d).Head.Newest.Outcome));
    }

    [Fact]
    public async Task Every_version_of_a_long_history_is_kept_byte_for_byte()
    {
        const int seed = 7;
        var random = new Random(seed);
        var texts = new List<string>();
        var text = new string('x', 500);
        Head? head = null;
        for (var i = 0; i < 400; i++)
        {
            // Mostly small edits; sometimes entirely new content or none.
            var at = random.Next(text.Length + 1);
            text = random.Next(40) == 0 ? new string((char)('a' + random.Next(26)), random.Next(800)) : text.Insert(at, $"<{i}>")[random.Next(3)..];
            head = await backend.Log.WriteAsync(Put("s", i + 1, head is null ? None : On(head.ETag), text));
            texts.Add(text);
        }

        backend.Reopen();
        var revisions = await backend.Reader.RevisionsAsync(Key(), before: null, limit: 1000);
        Assert.Equal(texts.Count, revisions!.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            var (revision, content) = (await backend.Reader.ReadAsync(Key(), i + 1))!.Value;
            Assert.Equal(texts[i], content.Text());
            Assert.Equal(revisions[^(i + 1)], revision);
        }
    }

    [Fact]
    public async Task The_run_its_sequence_and_its_window_survive_a_restart()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        await backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "b"));
        await backend.Log.WriteAsync(Put("s", null, On(first.ETag), "c"));
        backend.Clock.Now += TimeSpan.FromSeconds(20);
        Assert.IsType<SaveDecision.Unchanged>(await backend.Log.SaveAsync(Put("s", 3, On(first.ETag), "c")));
        backend.Clock.Now += TimeSpan.FromSeconds(20);
        backend.Reopen();
        Assert.Equal(Refusal.SequenceReused, Assert.IsType<SaveDecision.Refused>(await backend.Log.SaveAsync(Put("s", 2, On(first.ETag), "reused"))).Reason);
        Assert.Equal(SaveOutcome.Replayed, Assert.IsType<SaveDecision.Repeated>(await backend.Log.SaveAsync(Put("s", 1, None, "a"))).Outcome);
        var head = await backend.Log.WriteAsync(Put("s", 4, On(first.ETag), "d"));
        Assert.Equal((SaveOutcome.Session, 0L), (head.Newest.Outcome, head.Run.Base));
    }

    [Fact]
    public async Task A_deleted_document_keeps_its_history_and_can_be_created_again()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var tombstone = await backend.Log.WriteAsync(Delete("s", 2, On(first.ETag)));
        backend.Reopen();
        Assert.Null((await backend.Reader.ReadAsync(Key()))!.Value.Content);
        Assert.Empty(await backend.Reader.ListAsync("notes", after: null, limit: 10));
        backend.Clock.Now += TimeSpan.FromHours(1);
        var again = await backend.Log.WriteAsync(Put("t", 1, On(tombstone.ETag), "b"));
        Assert.Equal((3L, 2L, 3L, backend.Clock.Now), (again.Version, again.Run.Base, again.CreatedVersion, again.CreatedAt));
        backend.Reopen();
        var read = await backend.Reader.NewestAsync(Key());
        Assert.Equal((backend.Clock.Now, 3L, 2L), (read!.CreatedAt, read.CreatedVersion, read.Run.Base));
        Assert.Equal("a", (await backend.Reader.ReadAsync(Key(), 1))!.Value.Content.Text());
        Assert.Null((await backend.Reader.ReadAsync(Key(), 2))!.Value.Content);
    }

    [Fact]
    public async Task Lists_are_ordered_by_id_and_paged()
    {
        await backend.Log.CommitAsync([.. new[] { "b", "B", "a", "a.b", "a-b", "0" }.Select(id => Put("s", 1, None, id, id))]);
        var all = await backend.Reader.ListAsync("notes", after: null, limit: 10);
        Assert.Equal(["0", "B", "a", "a-b", "a.b", "b"], all.Select(d => d.Id));
        Assert.Equal(["a-b", "a.b"], (await backend.Reader.ListAsync("notes", after: "a", limit: 2)).Select(d => d.Id));
    }

    [Fact]
    public async Task A_version_keeps_the_name_of_its_author()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        await backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "b") with { By = new Person("amy", "Amy Peters") });
        backend.Reopen();
        var revisions = await backend.Reader.RevisionsAsync(Key(), before: null, limit: 10);
        Assert.Equal([new Person("amy", "Amy Peters"), new Person("amy", "Amy")], revisions!.Select(r => r.SavedBy));
        Assert.Equal(new Person("amy", "Amy"), (await backend.Reader.NewestAsync(Key()))!.CreatedBy);
    }

    [Fact]
    public async Task A_failed_batch_writes_nothing()
    {
        await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        // A user without an id causes a failure within the batch.
        var broken = Put("s", 1, None, "x", id: "broken") with { By = new Person(null!, "x") };
        await Assert.ThrowsAnyAsync<Exception>(() => backend.Log.CommitAsync([Put("t", 1, None, "b", id: "b"), broken]));
        Assert.Null(await backend.Reader.ReadAsync(Key("b")));
        Assert.Equal(1, (await backend.Log.WriteAsync(Put("t", 1, None, "b", id: "b"))).Version);
        Assert.Equal("a", (await backend.Reader.ReadAsync(Key()))!.Value.Content.Text());
    }

    [Fact]
    public async Task Empty_content_is_stored()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, ""));
        backend.Reopen();
        Assert.Equal("", (await backend.Reader.ReadAsync(Key()))!.Value.Content.Text());
        await backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "full"));
    }

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }
}
