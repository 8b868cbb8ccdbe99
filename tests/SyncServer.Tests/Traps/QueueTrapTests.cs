using System.Net;

namespace SyncServer.Tests.Traps;

/// <summary>Trap 11: every waiting request gets a response, and what was acknowledged is kept.</summary>
public sealed class QueueTrapTests
{
    [Fact]
    public async Task Trap11_QueueFull()
    {
        await using var app = new SyncApp { Settings = { ["Sync:QueueLength"] = "1" } };
        var amy = await app.SignInAsync();
        var acknowledged = new List<string>();
        Answer? full = null;
        await Eventually.HoldsAsync(async () =>
        {
            var notes = Enumerable.Range(0, 64).Select(_ => SyncApp.NewDocument()).ToList();
            var answers = await Task.WhenAll(notes.Select(note => amy.Create(note, $"\"{note}\"").SendAsync()));
            foreach (var (note, answer) in notes.Zip(answers))
            {
                if (answer.Succeeded)
                {
                    acknowledged.Add(note);
                }
                else
                {
                    full = answer.Refused("unavailable");
                    (await amy.Get(note)).Refused("not-found");
                }
            }

            return full is not null;
        }, "a full queue refuses");

        Assert.True(int.Parse(full!["Retry-After"]!) > 0);
        foreach (var note in acknowledged)
        {
            Assert.Equal($"\"{note}\"", (await amy.Get(note)).Text);
        }

        (await amy.Create(SyncApp.NewDocument(), "1")).Saved("created", 1);
    }

    [Theory]
    [InlineData("00:00:04")]
    [InlineData("00:01:00")]
    public async Task Trap11_ShutdownAnswersWaitingSaves(string reorderWait)
    {
        using var data = new TempDirectory();
        var app = new SyncApp { DataDirectory = data.FullPath, Settings = { ["Sync:ReorderWait"] = reorderWait } };
        var tab = (await app.SignInAsync()).Tab();
        var held = SyncApp.NewDocument();
        var first = await tab.Create(held, "{}").Sequence(1);
        var notes = Enumerable.Range(0, 200).Select(_ => SyncApp.NewDocument()).ToList();

        // Held saves and a burst of others, right after the first responses.
        var waiting = Enumerable.Range(3, 5).Select(number => tab.Patch(held, "{}").On(first).Sequence(number).SendAsync()).ToList();
        var burst = notes.ConvertAll(note => tab.Create(note, "1").SendAsync());
        await Task.WhenAny(burst);
        await app.StopAsync().WaitAsync(TimeSpan.FromSeconds(60));
        var answers = await Task.WhenAll(burst.Select(AnsweredAsync));
        var last = (await Task.WhenAll(waiting.Select(AnsweredAsync))).OfType<Answer>().ToList();
        await app.DisposeAsync();

        Assert.NotEmpty(last);
        Assert.All(last, answer => Assert.Contains(answer.Status, (HttpStatusCode[])[HttpStatusCode.Conflict, HttpStatusCode.ServiceUnavailable]));
        Assert.Contains(answers, answer => answer?.Status is HttpStatusCode.Created);
        await using var after = new SyncApp { DataDirectory = data.FullPath };
        tab = tab with { Http = after.Connect() };
        foreach (var (note, answer) in notes.Zip(answers).Where(pair => pair.Second is not null))
        {
            Assert.Contains(answer!.Status, (HttpStatusCode[])[HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable]);
            (await tab.Get(note)).Is(answer.Succeeded ? HttpStatusCode.OK : HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Trap11_ShutdownUnderLoadKeepsWhatWasAcknowledged()
    {
        using var data = new TempDirectory();
        await using var server = await ServerProcess.StartAsync(data.FullPath);
        var amy = await Caller.SignInAsync(Wire.Connect(server.Url), "Amy");
        var enough = new TaskCompletionSource();
        var writers = Enumerable.Range(0, 16).Select(_ => WriteAsync(amy.Tab(), enough)).ToList();
        await enough.Task;

        Assert.Equal(0, await server.StopAsync());

        var written = await Task.WhenAll(writers);
        await using var again = await ServerProcess.StartAsync(data.FullPath);
        amy = amy with { Http = Wire.Connect(again.Url) };
        foreach (var (note, last) in written)
        {
            Assert.Equal(last!.ETag, (await amy.Get($"{note}/revisions/{last.Version}")).Is(HttpStatusCode.OK).ETag);
        }
    }

    [Fact]
    public async Task Trap11_CancelledRequest()
    {
        await using var app = new SyncApp();
        var tab = (await app.SignInAsync()).Tab();
        var note = SyncApp.NewDocument();
        var last = await tab.Create(note, "0");
        var random = new Random(11);
        for (var i = 1; i <= 60; i++)
        {
            using var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(random.Next(4)));
            try
            {
                await tab.Put(note, $"{i}").On(last).SendAsync(impatience.Token);
            }
            catch (OperationCanceledException)
            {
                // Whether cancelled in time or not, either one whole version is written or none.
            }

            last = (await tab.Get(note)).Is(HttpStatusCode.OK);
        }

        var versions = (await tab.RevisionsAsync(note)).Select(one => one.GetProperty("version").GetInt64()).ToList();
        Assert.Equal(versions.Count, versions[0]);
        (await tab.Put(note, "\"at last\"").On(await tab.Get(note))).Is(HttpStatusCode.NoContent);
    }

    // The server may close a connection before it reads the request.
    private static async Task<Answer?> AnsweredAsync(Task<Answer> sent)
    {
        try
        {
            return await sent;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private static async Task<(string Note, Answer? Last)> WriteAsync(Caller tab, TaskCompletionSource enough)
    {
        var note = SyncApp.NewDocument();
        var last = await tab.Create(note, "0");
        while (await AnsweredAsync(tab.Put(note, $"{last.Version}").On(last).SendAsync()) is { Succeeded: true } next)
        {
            last = next;
            if (last.Version is 30)
            {
                enough.TrySetResult();
            }
        }

        return (note, last);
    }
}
