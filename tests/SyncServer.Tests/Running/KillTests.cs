using System.Collections.Concurrent;
using System.Net;
using Xunit.Abstractions;

namespace SyncServer.Tests.Running;

/// <summary>The process is killed under load repeatedly, and keeps every acknowledged save.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Lives = 5;
    private readonly ConcurrentDictionary<string, string> _contents = [];

    [Fact]
    public async Task Every_acknowledged_save_survives_a_kill()
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        using var data = new TempDirectory();
        var shared = SyncApp.NewDocument();
        var writers = new List<KillWriter>();
        for (var life = 0; life < Lives; life++)
        {
            await using var server = await ServerProcess.StartAsync(data.FullPath);
            var http = Wire.Connect(server.Url);
            if (writers.Count is 0)
            {
                var amy = await Caller.SignInAsync(http, "Amy");
                writers.AddRange(Enumerable.Range(0, 8).Select(i => new KillWriter(amy.Tab(), SyncApp.NewDocument(), new Random(random.Next()))));
                writers.AddRange(Enumerable.Range(0, 4).Select(i => new KillWriter(amy.Tab(), shared, new Random(random.Next()))));
            }

            foreach (var writer in writers)
            {
                await writer.ReconnectAsync(http);
            }

            await CheckAsync(writers);
            if (life < Lives - 1)
            {
                var wanted = random.Next(100, 300);
                var work = writers.ConvertAll(writer => writer.RunAsync(() => Interlocked.Decrement(ref wanted)));
                await Eventually.HoldsAsync(() => Task.FromResult(Volatile.Read(ref wanted) <= 0), "enough is saved");
                await server.KillAsync();
                await Task.WhenAll(work);
            }
        }

        output.WriteLine($"{writers.Sum(writer => writer.Acknowledged.Count)} acknowledged");
        Assert.Contains(writers, writer => writer.Lost > 0);
    }

    private Task CheckAsync(List<KillWriter> writers) => Task.WhenAll(
        writers.GroupBy(writer => writer.Document).Where(own => own.Any(writer => writer.Acknowledged.Count > 0)).Select(CheckDocumentAsync));

    private async Task CheckDocumentAsync(IGrouping<string, KillWriter> own)
    {
        var reader = own.First().Tab;
        var revisions = await reader.RevisionsAsync(own.Key);
        Assert.Equal(Enumerable.Range(1, revisions.Count).Reverse(), revisions.Select(one => one.GetProperty("version").GetInt32()));
        var bodies = new Dictionary<long, string>();
        foreach (var one in revisions)
        {
            var version = one.GetProperty("version").GetInt64();
            var read = (await reader.Get($"{own.Key}/revisions/{version}")).Is(HttpStatusCode.OK);
            bodies.Add(version, read.Text);

            // An ETag names one content, whatever the crash lost.
            Assert.Equal(read.Text, _contents.GetOrAdd(read.ETag!, read.Text));
        }

        Assert.All(own.SelectMany(writer => writer.Acknowledged), save => Assert.Equal(save.Body, bodies[save.Version]));
        Assert.Equal(bodies.Count, bodies.Values.Distinct().Count());
        Assert.Equal(bodies[revisions.Count], (await reader.Get(own.Key)).Text);
    }
}
