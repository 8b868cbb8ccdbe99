using System.Diagnostics;
using System.Globalization;
using System.Net;
using Xunit.Abstractions;

namespace SyncServer.Client.Tests;

/// <summary>The client against the real server, and against a model of the protocol, through a network with faults.</summary>
[Collection(nameof(RealServer))]
public sealed class FaultTests(RealServer server, ITestOutputHelper output)
{
    private const int Concurrency = 150;

    private static readonly int Runs = 1000 * RandomRuns.Times;

    // On a busy machine there are fewer runs, rather than more time.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(8) * RandomRuns.Times;

    private static readonly string[] Collections = ["notes", "quick", "strict"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_writer_loses_nothing_and_meets_no_conflict(bool isModel)
    {
        var seed = RandomRuns.NextSeed();
        output.WriteLine($"seed {seed}");
        HttpMessageHandler target = isModel ? new ModelServer(new Random(seed)) : new SocketsHttpHandler { UseProxy = false };
        using var proxy = new FaultProxy(target, seed, faults: 0.25);
        var reader = server.Amy with { Http = new HttpClient(target, disposeHandler: false) { BaseAddress = server.Url } };
        var random = new Random(seed);
        var seeds = Enumerable.Range(0, Runs).Select(_ => random.Next()).ToArray();
        var time = new FastTime();
        var (start, done) = (Stopwatch.GetTimestamp(), 0);
        await Parallel.ForAsync(0, Runs, new ParallelOptions { MaxDegreeOfParallelism = Concurrency }, async (run, _) =>
        {
            if (Stopwatch.GetElapsedTime(start) > MaxTime)
            {
                return;
            }

            try
            {
                await new Writer(reader, proxy, time, Collections[run % Collections.Length], $"run-{run}", new Random(seeds[run])).RunAsync();
                Interlocked.Increment(ref done);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}, run {run}: {e.Message}", e);
            }
        });
        output.WriteLine($"{done} runs");
        Assert.True(done >= Concurrency, $"{done} runs");
        output.WriteLine(string.Join(", ", proxy.Happened.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}")));
    }

    /// <summary>A writer that types numbers into one document, and whose program is killed at times.</summary>
    private sealed class Writer(Caller reader, FaultProxy proxy, TimeProvider time, string collection, string id, Random random)
    {
        private readonly Disk _disk = new();
        private readonly List<SyncStatus> _bad = [];
        private int _typed;

        public async Task RunAsync()
        {
            var lives = random.Next(1, 4);
            for (var life = 1; life <= lives; life++)
            {
                await LiveAsync(isKilled: life < lives);
            }

            Assert.True(_bad.Count == 0, $"{string.Join(", ", _bad)}: {proxy.LogOf($"/v1/{collection}/{id}")}");
            var response = await reader.Get($"/v1/{collection}/{id}");
            Assert.True(response.Is(HttpStatusCode.OK).Text == $"{{\"n\":{_typed}}}", $"{_typed} expected: {response}\n{proxy.LogOf($"/v1/{collection}/{id}")}");
            Assert.Empty(_disk.Unsaved);
        }

        private async Task LiveAsync(bool isKilled)
        {
            var drafts = new KillableDraftStore(_disk);
            // Not disposed: a killed program cancels no request.
            var network = new KillableHandler(proxy);
            var http = new HttpClient(network) { BaseAddress = reader.Http.BaseAddress };
            using var client = new SyncClient(http, _ => new(reader.Token!), new SyncClientOptions { Drafts = drafts, Time = time });
            var document = await OpenAsync(client);
            document.StatusChanged += (_, status) =>
            {
                if (status.State is SyncState.Conflict or SyncState.Refused)
                {
                    lock (_bad)
                    {
                        _bad.Add(status);
                    }
                }
            };

            // The newest number that survived.
            var survived = document.Content is { } content ? Number(content) : 0;
            Assert.True(survived <= _typed, $"read {survived}, typed {_typed}");
            Assert.True(survived >= Drafted(_disk), $"read {survived}, drafted {Drafted(_disk)}");
            _typed = survived;
            for (var n = random.Next(1, 8); n > 0; n--)
            {
                if (random.Next(6) == 0)
                {
                    _ = document.DeleteAsync();
                }

                document.Save(SyncContent.Text($"{{\"n\":{++_typed}}}"));
                switch (random.Next(4))
                {
                    case 0:
                        _ = document.FlushAsync();
                        break;
                    case 1:
                        await Task.Delay(random.Next(60));
                        break;
                    case 2:
                        await document.FlushAsync();
                        break;
                }
            }

            if (isKilled)
            {
                await Task.Delay(random.Next(30));
                drafts.Kill();
                network.Kill();
                return;
            }

            await document.DisposeAsync();
        }

        /// <summary>Opens the document. Opening has a limited number of attempts.</summary>
        private async Task<SyncDocument> OpenAsync(SyncClient client)
        {
            while (true)
            {
                try
                {
                    return await client.OpenAsync(collection, id, new SyncDocumentOptions { CloseWait = TimeSpan.FromMinutes(10) });
                }
                catch (Exception e) when (e is HttpRequestException or IOException or SyncProblemException { Status: 503 })
                {
                    // The next attempt.
                }
            }
        }

        private static int Drafted(Disk disk) => disk.Drafts.Select(draft => draft.Newest() is { } content ? Number(content) : 0).FirstOrDefault();

        private static int Number(SyncContent content) => int.Parse(content.ReadText().AsSpan(5)[..^1], CultureInfo.InvariantCulture);
    }
}
