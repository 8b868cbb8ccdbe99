using System.Net;

namespace SyncServer.Nodes.Tests.Support;

/// <summary>Writers that save during failures: six with a document each, and two documents with two writers each.</summary>
internal sealed class Crew : IAsyncDisposable
{
    private readonly List<SteadyWriter> _writers = [];
    private readonly List<Task> _work;
    private int _saved;
    private int _unavailable;
    private int _outages;
    private volatile bool _stopped;

    private Crew(Caller amy, Random random)
    {
        for (var i = 0; i < 6; i++)
        {
            _writers.Add(new SteadyWriter(amy.Tab(), Cluster.NewDocument(), new Random(random.Next()), alone: true));
        }

        foreach (var shared in (string[])[Cluster.NewDocument(), Cluster.NewDocument()])
        {
            _writers.Add(new SteadyWriter(amy.Tab(), shared, new Random(random.Next()), alone: false));
            _writers.Add(new SteadyWriter(amy.Tab(), shared, new Random(random.Next()), alone: false));
        }

        _work = _writers.ConvertAll(writer => writer.RunAsync(() => !_stopped, Count));
    }

    /// <summary>The number of attempts that got 503.</summary>
    public int Unavailable => _unavailable;

    /// <summary>The number of attempts without a response of a server.</summary>
    public int Outages => _outages;

    /// <summary>Starts the writers and waits until they save.</summary>
    public static async Task<Crew> StartAsync(Caller amy, Random random)
    {
        var crew = new Crew(amy, random);
        try
        {
            await crew.SaveAsync(200);
            return crew;
        }
        catch
        {
            await crew.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for a number of further saves.</summary>
    public Task SaveAsync(int count)
    {
        var wanted = Volatile.Read(ref _saved) + count;
        return HoldsAsync(() => Volatile.Read(ref _saved) >= wanted, $"{count} saves more");
    }

    /// <summary>Waits for a condition while the writers save; rethrows their exceptions.</summary>
    public async Task HoldsAsync(Func<bool> condition, string what) => await Eventually.HoldsAsync(
        async () =>
        {
            await Task.WhenAll(_work.Where(work => work.IsFaulted));
            return condition();
        },
        what);

    /// <summary>Stops the writers, then checks that exactly the acknowledged saves are stored and that the law held.</summary>
    public async Task StopAndCheckAsync(Caller reader)
    {
        _stopped = true;
        await Task.WhenAll(_work);
        foreach (var own in _writers.GroupBy(writer => writer.Document))
        {
            await CheckAsync(reader, own.Key, own.SelectMany(writer => writer.AcknowledgedSave).OrderBy(save => save.Version).ToList());
        }
    }

    /// <summary>Stops the writers, also after a failure.</summary>
    public async ValueTask DisposeAsync()
    {
        _stopped = true;
        await Task.WhenAll(_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task CheckAsync(Caller reader, string document, List<AcknowledgedSave> saves)
    {
        // Every version was acknowledged to a writer, and no save is stored twice.
        Assert.Equal(Enumerable.Range(1, saves.Count), saves.Select(save => (int)save.Version));
        Assert.Equal(saves.Count, (await reader.RevisionsAsync(document)).Count);
        foreach (var chunk in saves.Chunk(16))
        {
            await Task.WhenAll(chunk.Select(async save => Assert.Equal(save.Body, (await reader.Get($"{document}/revisions/{save.Version}")).Text)));
        }

        Assert.Equal(saves[^1].Body, (await reader.Get(document).Header("Min-Version", $"{saves.Count}")).Text);
        Assert.All(saves, save => Assert.All(saves[(int)save.Known..((int)save.Version - 1)], unseen =>
            Assert.True(unseen.Session == save.Session, $"v{save.Version} was written over v{unseen.Version}, which its client had not seen")));
    }

    // haproxy has no server that is ready.
    private static bool IsOfBalancer(Answer answer) => answer.Status is HttpStatusCode.ServiceUnavailable && answer["Content-Type"] is "text/html";

    private void Count(Answer? answer)
    {
        if (answer is { Succeeded: true })
        {
            Interlocked.Increment(ref _saved);
        }
        else if (answer is null or { Status: HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout } || IsOfBalancer(answer))
        {
            Interlocked.Increment(ref _outages);
        }
        else if (answer.Status is HttpStatusCode.ServiceUnavailable)
        {
            Assert.True(int.Parse(answer.Refused("unavailable")["Retry-After"]!) > 0);
            Interlocked.Increment(ref _unavailable);
        }
    }
}
