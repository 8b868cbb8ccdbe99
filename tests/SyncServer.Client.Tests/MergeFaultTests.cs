using System.Diagnostics;
using System.Net;
using Xunit.Abstractions;

namespace SyncServer.Client.Tests;

/// <summary>Two people who write one document, each their own line, with merging, through a network with faults; their programs are killed at times, and their tokens expire.</summary>
[Collection(nameof(RealServer))]
public sealed class MergeFaultTests(RealServer server, ITestOutputHelper output)
{
    private const int Concurrency = 60;

    private static readonly int Runs = 100 * RandomRuns.Times;

    // On a busy machine there are fewer runs, rather than more time.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(6) * RandomRuns.Times;

    private int _merged;
    private int _resolved;
    private int _killed;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_words_are_lost_or_doubled(bool isModel)
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        HttpMessageHandler target = isModel ? new ModelServer(new Random(seed)) : new SocketsHttpHandler { UseProxy = false };
        using var proxy = new FaultProxy(target, seed, faults: 0.2);
        var random = new Random(seed);
        var seeds = Enumerable.Range(0, Runs).Select(_ => random.Next()).ToArray();
        var (start, done) = (Stopwatch.GetTimestamp(), 0);
        await Parallel.ForAsync(0, Runs, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (run, _) =>
        {
            if (Stopwatch.GetElapsedTime(start) > MaxTime)
            {
                return;
            }

            try
            {
                await RunAsync(target, proxy, $"two-{run}", new Random(seeds[run]));
                Interlocked.Increment(ref done);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, run {run}: {e.Message}", e);
            }
        });
        output.WriteLine($"{done} runs: {_merged} times another's words were adopted, {_resolved} conflicts were resolved, {_killed} programs were killed");
        Assert.True(_merged > 0);
    }

    private async Task RunAsync(HttpMessageHandler target, FaultProxy proxy, string id, Random random)
    {
        var reader = server.Amy with { Http = new HttpClient(target, disposeHandler: false) { BaseAddress = server.Url } };
        using (var before = new SyncClient(reader.Http, _ => new(reader.Token!)))
        {
            await using var created = await OpenAsync(before, id);
            created.Save(SyncContent.Text("Amy:\n\n\n\nBob:\n"));
        }

        var lines = await Task.WhenAll(WriteAsync("Amy", new Random(random.Next())), WriteAsync("Bob", new Random(random.Next())));
        var text = (await reader.Get($"/v1/notes/{id}")).Is(HttpStatusCode.OK).Text;
        Assert.Equal($"{lines[0]}\n\n\n\n{lines[1]}\n", text);

        async Task<string> WriteAsync(string name, Random chance)
        {
            var disk = new Disk();
            var token = name is "Amy" ? server.Amy.Token! : server.Ben.Token!;
            var (line, words) = ($"{name}:", 0);
            for (var lives = chance.Next(1, 4); lives > 0; lives--)
            {
                var drafts = new KillableDraftStore(disk);
                // Not disposed: a killed program cancels no request.
                var network = new KillableHandler(proxy);
                var http = new HttpClient(network, disposeHandler: false) { BaseAddress = server.Url };
                using var client = new SyncClient(http, new ExpiringTokens(token, new Random(chance.Next())), new SyncClientOptions { Drafts = drafts, Time = new FastTime() });
                var document = await OpenAsync(client, id);
                var typing = new Lock();
                document.RemoteChanged += (_, change) => Interlocked.Add(ref _merged, change.Applied ? 1 : 0);
                document.Conflict += (_, conflict) => _ = ResolveAsync(conflict, name, typing);
                // What was typed before the program was killed, as far as it was in the draft.
                var survived = LineOf(document.Content!, name);
                Assert.True(line == survived || line.StartsWith(survived + " ", StringComparison.Ordinal), $"{survived} survived of {line}");
                line = survived;
                for (var n = chance.Next(4, 9); n > 0; n--)
                {
                    line += $" {name[0]}{words++}";
                    lock (typing)
                    {
                        document.Update(content => With(content!, name, line));
                    }

                    switch (chance.Next(3))
                    {
                        case 0:
                            _ = document.FlushAsync();
                            break;
                        case 1:
                            await Task.Delay(chance.Next(40));
                            break;
                    }
                }

                if (lives > 1)
                {
                    await Task.Delay(chance.Next(40));
                    drafts.Kill();
                    network.Kill();
                    Interlocked.Increment(ref _killed);
                    continue;
                }

                await Eventually.HoldsAsync(async () => (await document.FlushAsync()).State is SyncState.Saved, "all is saved", seconds: 60);
                await document.DisposeAsync();
            }

            return line;
        }
    }

    private async Task ResolveAsync(SyncConflict conflict, string name, Lock typing)
    {
        Interlocked.Increment(ref _resolved);
        var theirs = conflict.Theirs;
        Task saved;
        // The choice replaces the content: it must not change in between.
        lock (typing)
        {
            saved = conflict.SaveAsync(With(theirs!, name, LineOf(conflict.Mine!, name)));
        }

        await saved;
    }

    private static string LineOf(SyncContent content, string name) => content.ReadText().Split('\n').Single(line => line.StartsWith(name, StringComparison.Ordinal));

    private static SyncContent With(SyncContent content, string name, string line) => SyncContent.Text(
        string.Join('\n', content.ReadText().Split('\n').Select(one => one.StartsWith(name, StringComparison.Ordinal) ? line : one)));

    private static async Task<SyncDocument> OpenAsync(SyncClient client, string id)
    {
        while (true)
        {
            try
            {
                return await client.OpenAsync("notes", id, new SyncDocumentOptions { Merge = true, CloseWait = TimeSpan.FromMinutes(10) });
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SyncProblemException { Status: 503 })
            {
                // The next attempt.
            }
        }
    }
}
