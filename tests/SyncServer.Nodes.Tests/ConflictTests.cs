namespace SyncServer.Nodes.Tests;

/// <summary>Conflicts on record, when the saves of a session go to several nodes.</summary>
[Collection(OneCluster.Name)]
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

        // Each node writes what it knows when it is asked.
        await onFirst.ConflictsAsync(note);
        var conflict = Assert.Single(await onSecond.ConflictsAsync(note));
        Assert.Equal(Enumerable.Repeat(conflict.GetProperty("conflictId").GetString(), 3), ids);
        Assert.Equal(3, conflict.GetProperty("times").GetInt64());

        (await onSecond.Put(note, "4").On(second)).Saved("verified", 3);
        await onSecond.ConflictsAsync(note);
        Assert.Equal(3, Assert.Single(await onFirst.ConflictsAsync(note)).GetProperty("settled").GetProperty("version").GetInt64());
    }
}
