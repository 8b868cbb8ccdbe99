using System.Text;
using SyncServer.Core.Documents;
using SyncServer.Core.Policies;
using SyncServer.Core.Saving;
using SyncServer.Core.Tests.Saving;
using static SyncServer.Storage.Tests.Saves;

namespace SyncServer.Storage.Tests;

/// <summary>What every store must do. A store joins by naming its backend.</summary>
public abstract class DocumentLogContract(IBackend backend) : IDisposable
{
    [Fact]
    public async Task What_is_saved_is_read_before_and_after_a_restart()
    {
        var head = await backend.Log.WriteAsync(Put("s", 1, None, "one"));
        await CheckAsync();
        backend.Reopen();
        await CheckAsync();

        async Task CheckAsync()
        {
            var (info, content) = (await backend.Reader.ReadAsync(Key()))!.Value;
            Assert.Equal(head.Newest, info.Newest);
            Assert.Equal((head.CreatedAt, head.CreatedBy), (info.CreatedAt, info.CreatedBy));
            Assert.Equal("one", content.Text());
        }
    }

    [Fact]
    public async Task The_saves_of_one_batch_see_each_other()
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
            // Mostly small edits; now and then something else entirely, or nothing at all.
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
        Assert.IsType<SaveDecision.Refused>(await backend.Log.SaveAsync(Put("s", 2, On(first.ETag), "reused")));
        Assert.Equal(SaveOutcome.Superseded, Assert.IsType<SaveDecision.Repeated>(await backend.Log.SaveAsync(Put("s", 1, On(first.ETag), "older"))).Outcome);
        var head = await backend.Log.WriteAsync(Put("s", 4, On(first.ETag), "d"));
        Assert.Equal((SaveOutcome.Session, 0L), (head.Newest.Outcome, head.Run.Base));
    }

    [Fact]
    public async Task An_unchanged_save_of_another_session_is_remembered()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        Assert.IsType<SaveDecision.Unchanged>(await backend.Log.SaveAsync(Put("t", 3, On(first.ETag), "a")));
        backend.Reopen();
        Assert.Equal(SaveOutcome.Superseded, Assert.IsType<SaveDecision.Repeated>(await backend.Log.SaveAsync(Put("t", 2, On(first.ETag), "b"))).Outcome);
        Assert.Equal(SaveOutcome.Replayed, Assert.IsType<SaveDecision.Repeated>(await backend.Log.SaveAsync(Put("t", 3, On(first.ETag), "a"))).Outcome);
    }

    [Fact]
    public async Task A_deleted_document_keeps_its_history_and_lives_again()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        await backend.Log.WriteAsync(Delete("s", 2, On(first.ETag)));
        backend.Reopen();
        Assert.Null((await backend.Reader.ReadAsync(Key()))!.Value.Content);
        Assert.Empty(await backend.Reader.ListAsync("notes", after: null, limit: 10));
        backend.Clock.Now += TimeSpan.FromHours(1);
        var again = await backend.Log.WriteAsync(Put("t", 1, None, "b"));
        Assert.Equal((3L, 2L, backend.Clock.Now), (again.Version, again.Run.Base, again.CreatedAt));
        backend.Reopen();
        Assert.Equal(backend.Clock.Now, (await backend.Reader.ReadAsync(Key()))!.Value.Info.CreatedAt);
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
    public async Task A_version_keeps_the_name_that_its_writer_had()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        await backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "b") with { By = new Person("amy", "Amy Peters") });
        backend.Reopen();
        var revisions = await backend.Reader.RevisionsAsync(Key(), before: null, limit: 10);
        Assert.Equal([new Person("amy", "Amy Peters"), new Person("amy", "Amy")], revisions!.Select(r => r.SavedBy));
        Assert.Equal(new Person("amy", "Amy"), (await backend.Reader.NewestAsync(Key()))!.CreatedBy);
    }

    [Fact]
    public async Task Only_by_counts_every_version_after_the_base()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        var second = await backend.Log.WriteAsync(Put("t", 1, On(first.ETag), "b"));
        await backend.Log.WriteAsync(Put("s", 2, On(second.ETag), "c"));
        Assert.False(await backend.Reader.IsOnlyByAsync(Key(), Session("s"), after: 1, upTo: 3));
        Assert.True(await backend.Reader.IsOnlyByAsync(Key(), Session("s"), after: 2, upTo: 3));
        Assert.True(await backend.Reader.IsOnlyByAsync(Key(), Session("t"), after: 1, upTo: 2));
        // Nobody can say whose the fourth was.
        Assert.False(await backend.Reader.IsOnlyByAsync(Key(), Session("s"), after: 2, upTo: 4));
    }

    [Fact]
    public async Task A_batch_that_fails_leaves_nothing_behind()
    {
        await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        // Nobody can save without an id: it stands for any fault inside a batch.
        var broken = Put("s", 1, None, "x", id: "broken") with { By = new Person(null!, "x") };
        await Assert.ThrowsAnyAsync<Exception>(() => backend.Log.CommitAsync([Put("t", 1, None, "b", id: "b"), broken]));
        Assert.Null(await backend.Reader.ReadAsync(Key("b")));
        Assert.Equal(1, (await backend.Log.WriteAsync(Put("t", 1, None, "b", id: "b"))).Version);
        Assert.Equal("a", (await backend.Reader.ReadAsync(Key()))!.Value.Content.Text());
    }

    [Fact]
    public async Task A_save_is_recognised_within_the_horizon_and_refused_beyond_it()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, "a"));
        await backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "b"));
        var etag = (await backend.Reader.NewestAsync(Key()))!.ETag;
        Assert.True(await backend.Reader.HasByAsync(Key(), Session("s"), after: 1, upTo: 2));
        Assert.False(await backend.Reader.HasByAsync(Key(), Session("s"), after: 2, upTo: 2));
        Assert.False(await backend.Reader.HasByAsync(Key(), Session("t"), after: 0, upTo: 2));
        for (var i = 0; i < 1021; i++)
        {
            etag = (await backend.Log.WriteAsync(Put(null, null, On(etag), $"{i}"))).ETag;
        }

        Assert.Equal(2, Assert.IsType<SaveDecision.Repeated>(await backend.Log.SaveAsync(Put("s", 2, On(first.ETag), "b"))).ETag.Version);
        etag = (await backend.Log.WriteAsync(Put(null, null, On(etag), "x"))).ETag;
        etag = (await backend.Log.WriteAsync(Put(null, null, On(etag), "y"))).ETag;
        await backend.Log.WriteAsync(Put(null, null, On(etag), "z"));
        Assert.IsType<SaveDecision.Refused>(await backend.Log.SaveAsync(Put("s", 2, On(first.ETag), "b")));
        // A repeat that is forced would not be refused: it is recognised however far behind.
        Assert.Equal(2, Assert.IsType<SaveDecision.Repeated>(await backend.Log.SaveAsync(
            Put("s", 2, new Precondition.IfMatchAny(), "b") with { Policy = CollectionPolicy.Default with { AllowForce = true } })).ETag.Version);
    }

    [Fact]
    public async Task Empty_content_is_content()
    {
        var first = await backend.Log.WriteAsync(Put("s", 1, None, ""));
        backend.Reopen();
        Assert.Equal("", (await backend.Reader.ReadAsync(Key()))!.Value.Content.Text());
        await backend.Log.WriteAsync(Put("s", 2, On(first.ETag), "full"));
    }

    /// <summary>Random saves, restarts and clocks: the store decides as the log in memory does, which knows every receipt.</summary>
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(15)]
    public async Task It_decides_as_the_model_does(int seed)
    {
        var random = new Random(seed);
        var models = new Dictionary<string, MemoryLog>(StringComparer.Ordinal);
        for (var i = 0; i < 1500; i++)
        {
            if (random.Next(100) == 0)
            {
                backend.Reopen();
            }

            backend.Clock.Now += TimeSpan.FromSeconds(random.Next(30) == 0 ? random.Next(-40, 60) : random.Next(3));
            var batch = Enumerable.Range(0, random.Next(1, 5)).Select(_ => RandomSave(random, models)).ToList();
            var decisions = await backend.Log.CommitAsync(batch);
            for (var n = 0; n < batch.Count; n++)
            {
                var id = batch[n].Key.Id;
                (models[id], var expected) = models.GetValueOrDefault(id, new MemoryLog(SaveRules.Decide)).Save(batch[n], backend.Clock.Now);
                Assert.True(Say(expected) == Say(decisions[n]), $"seed {seed}, round {i}: expected {Say(expected)}, got {Say(decisions[n])}");
            }

            // What is stale comes again, merged outside of the transaction.
            foreach (var (command, stale) in batch.Zip(decisions).Where(d => d.Second is SaveDecision.Stale))
            {
                var id = command.Key.Id;
                var merged = command with { Merge = models[id].MergeOf(command, (SaveDecision.Stale)stale) };
                var decision = await backend.Log.SaveAsync(merged);
                (models[id], var expected) = models[id].Save(merged, backend.Clock.Now);
                Assert.True(Say(expected) == Say(decision), $"seed {seed}, round {i}, merged: expected {Say(expected)}, got {Say(decision)}");
                if (decision.Shadow is { } shadow && merged is { Session: { } session, Sequence: { } sequence })
                {
                    Assert.Equal(shadow, await backend.Reader.ShadowAsync(command.Key, session, sequence));
                }
            }
        }

        backend.Reopen();
        foreach (var (id, model) in models.Where(m => m.Value.Newest is not null))
        {
            var revisions = await backend.Reader.RevisionsAsync(Key(id), before: null, limit: 10_000);
            Assert.Equal(model.Revisions.Reverse(), revisions);
            Assert.Equal(model.NewestContent, (await backend.Reader.ReadAsync(Key(id)))!.Value.Content);
        }
    }

    public void Dispose()
    {
        backend.Dispose();
        GC.SuppressFinalize(this);
    }

    private static SaveCommand RandomSave(Random random, Dictionary<string, MemoryLog> models)
    {
        var id = $"d{random.Next(3)}";
        var versions = models.TryGetValue(id, out var model) ? model.Revisions : [];
        // Mostly the newest few versions, now and then an old one or one that never was.
        var precondition = random.Next(10) switch
        {
            0 => None,
            1 when random.Next(5) == 0 => new Precondition.IfMatchAny(),
            2 when random.Next(5) == 0 => On(new ETag(random.Next(1, 9), 5)),
            _ => versions.Count == 0 ? None : On(versions[Math.Max(0, versions.Count - 1 - (random.Next(4) * random.Next(4)))].ETag),
        };
        var session = random.Next(8) == 0 ? null : $"s{random.Next(3)}";
        long? sequence = session is null || random.Next(5) == 0 ? null : Math.Max(1, versions.Count + random.Next(-3, 3));
        var content = new Content("text/plain", Encoding.UTF8.GetBytes($"text {random.Next(3)}\n\n{(random.Next(2) == 0 ? "" : versions.Count)}"));
        return random.Next(15) == 0
            ? Command(SaveMethod.Delete, session, sequence, precondition, body: null, id)
            : Command(SaveMethod.Put, session, sequence, precondition, content, id) with
            {
                Policy = CollectionPolicy.Default with { AllowForce = random.Next(2) == 0 },
                OnConflict = random.Next(3) == 0 ? OnConflict.Merge : OnConflict.Reject,
            };
    }

    private static string Say(SaveDecision decision) => decision switch
    {
        SaveDecision.Written w => $"written {w.Head.Newest} run {w.Head.Run}",
        SaveDecision.Unchanged u => $"unchanged {u.Head.Version} run {u.Head.Run}",
        _ => decision.ToString(),
    };
}
