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
    public async Task One_writer_loses_nothing_and_meets_no_conflict(bool isModel) => await RunAsync(isModel, dying: false);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task With_a_draft_store_that_dies_one_writer_loses_nothing_that_was_saved(bool isModel) => await RunAsync(isModel, dying: true);

    private async Task RunAsync(bool isModel, bool dying)
    {
        // Many writers start at once: what is late for want of threads is no fault of a draft store.
        ThreadPool.SetMinThreads(Concurrency, Concurrency);
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
                await new Writer(reader, proxy, time, Collections[run % Collections.Length], $"{(dying ? "dying" : "run")}-{run}", dying, new Random(seeds[run])).RunAsync();
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
    private sealed class Writer(Caller reader, FaultProxy proxy, TimeProvider time, string collection, string id, bool dying, Random random)
    {
        private readonly Disk _disk = new();
        private readonly List<SyncStatus> _bad = [];
        private int _typed;
        private int _saved;

        public async Task RunAsync()
        {
            var lives = random.Next(1, 4);
            for (var life = 1; life <= lives; life++)
            {
                await LiveAsync(isKilled: life < lives);
            }

            Assert.True(_bad.Count == 0, $"{string.Join(", ", _bad)}: {proxy.LogOf($"/v1/{collection}/{id}")}");
            var response = await reader.Get($"/v1/{collection}/{id}");
            var n = Number(SyncContent.Text(response.Is(HttpStatusCode.OK).Text));
            Assert.True(dying ? n >= _saved : n == _typed, $"{_typed} typed, {_saved} saved: {response}\n{proxy.LogOf($"/v1/{collection}/{id}")}");
            await Eventually.HoldsAsync(() => Task.FromResult(dying || !_disk.Unsaved.Any()), "no draft is left");
        }

        private async Task LiveAsync(bool isKilled)
        {
            var killable = new KillableDraftStore(_disk);
            IDraftStore drafts = dying ? new DyingDraftStore(killable, new Random(random.Next())) : killable;
            // Not disposed: a killed program cancels no request.
            var network = new KillableHandler(proxy);
            var http = new HttpClient(network) { BaseAddress = reader.Http.BaseAddress };
            using var client = new SyncClient(http, new ExpiringTokens(reader.Token!, new Random(random.Next())), new SyncClientOptions { Drafts = drafts, Time = time });
            var document = await OpenAsync(client);
            document.StatusChanged += (_, status) =>
            {
                if (status.State is SyncState.Refused || (status.State is SyncState.Conflict && !dying))
                {
                    lock (_bad)
                    {
                        _bad.Add(status);
                    }
                }
            };

            // Where the store died, the draft may be older than what was saved: the newer number wins.
            document.Conflict += (_, conflict) => _ = Number(conflict.Theirs) > Number(conflict.Mine) ? conflict.TakeTheirsAsync() : conflict.KeepMineAsync();
            // The newest number that survived.
            var survived = Number(document.Content);
            Assert.True(survived <= _typed, $"read {survived}, typed {_typed}");
            Assert.True(dying || survived >= Drafted(_disk), $"read {survived}, drafted {Drafted(_disk)}");
            _typed = dying ? _typed : survived;
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
                        var typed = _typed;
                        _saved = (await document.FlushAsync()).State is SyncState.Saved ? typed : _saved;
                        break;
                }
            }

            if (isKilled)
            {
                await Task.Delay(random.Next(30));
                killable.Kill();
                network.Kill();
                return;
            }

            // The choice of a conflict is made while it flushes.
            await Eventually.HoldsAsync(async () => (await document.FlushAsync()).State is SyncState.Saved, "all is saved", seconds: 60);
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

        private static int Drafted(Disk disk) => disk.Drafts.Select(draft => Number(draft.Newest())).FirstOrDefault();

        private static int Number(SyncContent? content) => content is null ? 0 : int.Parse(content.ReadText().AsSpan(5)[..^1], CultureInfo.InvariantCulture);
    }
}
