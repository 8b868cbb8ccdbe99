using System.Diagnostics;

namespace SyncServer.Nodes.Tests;

/// <summary>Recorded conflicts of a session that saves on several nodes.</summary>
[Collection(ClusterCollection.Name)]
public sealed class ConflictTests(Cluster cluster)
{
    [Fact]
    public async Task A_stale_save_is_the_same_conflict_on_every_node()
    {
        var (onFirst, onSecond) = await cluster.SignInOnBothAsync("Amy");
        var bob = await Caller.SignInAsync(Wire.Connect(cluster.First.Url), "Bob");
        var note = Cluster.NewDocument();
        var first = await bob.Create(note, "1");
        var second = await bob.Put(note, "2").On(first);

        var ids = new List<string?>();
        foreach (var amy in (Caller[])[onFirst, onSecond, onFirst])
        {
            ids.Add((await amy.Put(note, "3").On(first)).Refused("edit-conflict").Json.GetProperty("conflictId").GetString());
        }

        // Each node writes its queued records before it lists them.
        await onFirst.ConflictsAsync(note);
        var conflict = Assert.Single(await onSecond.ConflictsAsync(note));
        Assert.Equal(Enumerable.Repeat(conflict.GetProperty("conflictId").GetString(), 3), ids);
        Assert.Equal(3, conflict.GetProperty("times").GetInt64());

        (await onSecond.Put(note, "4").On(second)).Saved("verified", 3);
        await onSecond.ConflictsAsync(note);
        Assert.Equal(3, Assert.Single(await onFirst.ConflictsAsync(note)).GetProperty("settled").GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task No_node_offers_a_merge_that_removes_a_restored_line()
    {
        var (onFirst, onSecond) = await cluster.SignInOnBothAsync("Amy");
        var bob = await Caller.SignInAsync(Wire.Connect(cluster.First.Url), "Bob");
        foreach (var (one, other) in ((Caller, Caller)[])[(onFirst, onSecond), (onSecond, onFirst)])
        {
            var note = Cluster.NewDocument();
            var first = await bob.Create(note, """{"q":"line","t":1}""");
            var second = (await one.Put(note, """{"t":1}""").On(first).Sequence(1)).Saved("verified", 2);
            (await bob.Put(note, """{"t":2}""").On(second)).Saved("verified", 3);

            var conflict = (await other.Put(note, """{"q":"line","t":1}""").On(first).Sequence(2).Parent(1)).Refused("edit-conflict").Json;
            Assert.Equal("""{"q":"line","t":2}""", conflict.GetProperty("merged").GetRawText());

            // Its parent was refused, so the server cannot know what was edited.
            conflict = (await one.Put(note, """{"q":"line","t":1,"u":1}""").On(first).Sequence(3).Parent(2)).Refused("edit-conflict").Json;
            Assert.False(conflict.GetProperty("mergeable").GetBoolean());
            Assert.False(conflict.TryGetProperty("merged", out _));
        }
    }

    [Fact]
    public async Task A_save_that_was_superseded_on_another_node_is_not_refused()
    {
        var (onFirst, onSecond) = await cluster.SignInOnBothAsync("Amy");
        var bob = await Caller.SignInAsync(Wire.Connect(cluster.First.Url), "Bob");
        var note = Cluster.NewDocument("forced");
        var first = await bob.Create(note, "1");
        (await bob.Put(note, "2").On(first)).Saved("verified", 2);
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1.5))
        {
            (await onFirst.Put(note, "3").On(first).Sequence(1)).Refused("edit-conflict");
        }

        (await onSecond.Put(note, "5").Forced().Sequence(3)).Saved("forced", 3);
        (await onFirst.Put(note, "4").On(first).Sequence(2)).Saved("superseded", 3);
    }
}
