using System.Net;

namespace SyncServer.Nodes.Tests;

/// <summary>Two nodes start concurrently on an empty database, and act as one server.</summary>
[Collection(ClusterCollection.Name)]
public sealed class StartTests(Cluster cluster)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Both_start_and_share_their_state(int time)
    {
        var documents = await cluster.Postgres.CreateDatabaseAsync();
        var nodes = await Task.WhenAll(cluster.StartNodeAsync(documents), cluster.StartNodeAsync(documents));
        var one = Wire.Connect(nodes[0].Url);
        var other = Wire.Connect(nodes[1].Url);

        // A token of one node is valid on the other.
        foreach (var (home, away) in ((HttpClient, HttpClient)[])[(one, other), (other, one)])
        {
            var amy = (await Caller.SignInAsync(home, "Amy")).Tab();
            var onSecond = amy with { Http = away };
            var note = Cluster.NewDocument($"notes{time}");
            var first = (await amy.Create(note, "1").Sequence(1)).Saved("created", 1);

            // A burst of saves continues on the other node.
            (await onSecond.Put(note, "2").On(first).Sequence(2)).Saved("verified", 2);
            (await amy.Put(note, "3").On(first).Sequence(3)).Saved("session", 3);
            (await onSecond.Put(note, "4").On(first).Sequence(4)).Saved("session", 4);
            (await onSecond.Tab().Put(note, "5").On(first)).Refused("edit-conflict");

            // The session tag is the same on both, and is not the session id.
            var history = (await amy.Get(note + "/revisions")).Is(HttpStatusCode.OK);
            Assert.Equal(history.Text, (await onSecond.Get(note + "/revisions")).Is(HttpStatusCode.OK).Text);
            Assert.Single(history.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("session").GetString()).Distinct());
            Assert.DoesNotContain(amy.Session!, history.Text);
        }
    }
}
