using System.Diagnostics;
using System.Net;
using SyncServer.Client;
using SyncServer.Testing.Faults;
using Xunit.Abstractions;

namespace SyncServer.Nodes.Tests;

/// <summary>
/// Writers use the C# client with two nodes, over a network that loses, repeats and reorders messages, while nodes, PostgreSQL and Redis are killed, frozen
/// and disconnected.
/// </summary>
[Collection(ClusterCollection.Name)]
public sealed class FailureTests(Cluster cluster, ITestOutputHelper output)
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20) * RandomRuns.Times;

    [Fact]
    public async Task Every_acknowledged_word_is_kept_unless_a_writer_who_had_read_it_removed_it()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        ServerProcess[] nodes = [await cluster.StartNodeAsync(), await cluster.StartNodeAsync()];
        Uri[] urls = [nodes[0].Url, nodes[1].Url];
        using var network = new FaultProxy(new AnyNode(new SocketsHttpHandler { UseProxy = false }, urls), seed, faults: 0.1);
        var reader = await cluster.SignInAsync("Reader");
        var documents = new[] { ("notes", true), ("notes", false), ("quick", true), ("quick", false) }
            .Select(kind => (Collection: kind.Item1, Id: $"set-{Guid.NewGuid():n}", Merges: kind.Item2, Ledger: new WordLedger())).ToList();
        var stopped = false;
        var work = new List<Task<long>>();
        foreach (var (collection, id, merges, ledger) in documents)
        {
            (await reader.Send("PUT", $"/v1/{collection}/{id}").Body("\n\n\n", SyncContent.Text("").Type).IfNew()).Is(HttpStatusCode.Created);
            foreach (var name in (string[])["amy", "bob", "cora"])
            {
                var token = (await cluster.SignInAsync(name)).Token!;
                work.Add(new WordWriter(name, (collection, id), merges, network, token, ledger, new Random(random.Next())).RunAsync(() => !Volatile.Read(ref stopped)));
            }
        }

        var faults = new List<(string Name, Func<Task> Happens)>
        {
            ("a node is killed", () => ReplaceAsync(random.Next(2), node => node.KillAsync())),
            ("a node is stopped", () => ReplaceAsync(random.Next(2), node => node.StopAsync())),
            ("a node freezes", () => FreezeAsync(nodes[random.Next(2)].Freeze, nodes[0].Thaw, nodes[1].Thaw)),
            ("PostgreSQL is killed", () => RestartAsync(cluster.Postgres.KillAsync, cluster.Postgres.RestartAsync)),
            ("PostgreSQL freezes", () => FreezeAsync(cluster.Postgres.Freeze, cluster.Postgres.Thaw)),
            ("backends are terminated", cluster.Postgres.TerminateConnectionsAsync),
            ("Redis is killed", () => RestartAsync(cluster.Redis.KillAsync, cluster.Redis.RestartAsync)),
            ("Redis freezes", () => FreezeAsync(cluster.Redis.Freeze, cluster.Redis.Thaw)),
        };
        var start = Stopwatch.GetTimestamp();
        var happened = new List<string>();
        while (Stopwatch.GetElapsedTime(start) < Time || happened.Count < 3)
        {
            var (name, happens) = faults[random.Next(faults.Count)];
            happened.Add(name);
            await happens();
            await ProgressAsync(name);
        }

        Volatile.Write(ref stopped, true);
        var newest = await Task.WhenAll(work);
        output.WriteLine(string.Join(", ", happened.CountBy(one => one).Select(pair => $"{pair.Key} {pair.Value}")));
        foreach (var (index, (collection, id, merges, ledger)) in documents.Index())
        {
            var version = newest[(3 * index)..(3 * index + 3)].Max();
            foreach (var url in urls)
            {
                var answer = await (reader with { Http = Wire.Connect(url) }).Get($"/v1/{collection}/{id}").Header("Min-Version", $"{version}");
                var words = WordText.Read(answer.Is(HttpStatusCode.OK).Text).SelectMany(line => line).ToList();
                var kept = ledger.Check(words);
                output.WriteLine($"{collection}, {(merges ? "merge" : "reject")}: version {answer.Version}, {ledger.Acknowledged} words acknowledged, {kept} of them removed by nobody");
                Assert.True(kept > 0);
            }
        }

        async Task ReplaceAsync(int node, Func<ServerProcess, Task> end)
        {
            await end(nodes[node]);
            nodes[node] = await cluster.StartNodeAsync();
            urls[node] = nodes[node].Url;
        }

        async Task FreezeAsync(Action freeze, params Action[] thaws)
        {
            freeze();
            await Task.Delay(random.Next(200, 3000));
            Array.ForEach(thaws, thaw => thaw());
        }

        async Task RestartAsync(Func<Task> end, Func<Task> start)
        {
            await end();
            await Task.Delay(random.Next(1000));
            await start();
        }

        async Task ProgressAsync(string fault)
        {
            var before = documents.Sum(document => document.Ledger.Acknowledged);
            await Eventually.HoldsAsync(
                async () =>
                {
                    await Task.WhenAll(work.Where(writer => writer.IsFaulted));
                    return documents.Sum(document => document.Ledger.Acknowledged) >= before + 30;
                },
                $"30 more words are saved after: {fault}",
                seconds: 120);
        }
    }
}
