using System.Diagnostics;

namespace SyncServer.Testing.Racing;

/// <summary>Three users with three tabs each edit the same few documents concurrently.</summary>
public sealed class Race
{
    /// <summary>The settings of the server: short waits, forced saves in <c>forced</c>, a window of 30 ms in <c>quick</c>.</summary>
    public static readonly string[] Settings =
        ["--Sync:ReorderWait=00:00:00.050", "--Sync:Collections:forced:AllowForce=true", "--Sync:Collections:quick:Window=00:00:00.030"];

    private readonly string[] _documents;
    private readonly List<Racer> _racers = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _maxTime;
    private int _left;

    private Race(string[] documents, int maxSaves, TimeSpan maxTime) => (_documents, _left, _maxTime) = (documents, maxSaves, maxTime);

    /// <summary>All saves.</summary>
    public List<RaceSave> Saves => _racers.SelectMany(racer => racer.Saves).ToList();

    /// <summary>The number of responses by outcome, or by status if they have no outcome.</summary>
    public Dictionary<string, int> Outcomes =>
        Saves.SelectMany(save => save.Answers).CountBy(answer => answer.Outcome ?? $"{(int)answer.Status}").ToDictionary();

    /// <summary>Signs in all users.</summary>
    /// <param name="connect">Creates a client for one user.</param>
    /// <param name="documents">The paths of the documents.</param>
    /// <param name="random">Chooses all actions.</param>
    /// <param name="maxSaves">The maximum number of saves.</param>
    /// <param name="maxTime">The maximum duration, from now on.</param>
    public static async Task<Race> SetUpAsync(Func<HttpClient> connect, string[] documents, Random random, int maxSaves, TimeSpan maxTime)
    {
        var race = new Race(documents, maxSaves, maxTime);
        foreach (var person in (string[])["amy", "bob", "cora"])
        {
            var caller = await Caller.SignInAsync(connect(), person);
            for (var tab = 0; tab < 3; tab++)
            {
                // All users have the same three session ids. The third session sends no sequences.
                var session = caller.In($"session-{tab}");
                race._racers.AddRange(documents.Select(document =>
                    new Racer(session, $"{person}-{tab}", document, counts: tab < 2, new Random(random.Next()), race.IsRunning)));
            }
        }

        return race;
    }

    /// <summary>Runs the race.</summary>
    public Task RunAsync() => Task.WhenAll(_racers.Select(racer => racer.RunAsync()));

    /// <summary>Ends the race early.</summary>
    public void Stop() => Volatile.Write(ref _left, 0);

    /// <summary>Checks the recorded saves and responses against the stored revisions.</summary>
    public async Task CheckAsync(Caller reader)
    {
        var saves = Saves;
        foreach (var document in _documents)
        {
            var verdict = await RaceVerdict.ReadAsync(reader, document, saves.FindAll(save => save.Document == document));
            verdict.AssertLaw();
            verdict.AssertOrder();
            verdict.AssertResponses();
        }
    }

    private bool IsRunning() => Interlocked.Decrement(ref _left) > 0 && Stopwatch.GetElapsedTime(_start) < _maxTime;
}
