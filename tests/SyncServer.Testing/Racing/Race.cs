using System.Diagnostics;

namespace SyncServer.Testing.Racing;

/// <summary>Three users with three tabs each, which save the same few documents.</summary>
public sealed class Race
{
    /// <summary>The settings of the server: short waits, forced saves in <c>forced</c>, a window of 30 ms in <c>quick</c>.</summary>
    public static readonly string[] Settings =
        ["--Sync:ReorderWait=00:00:00.050", "--Sync:Collections:forced:AllowForce=true", "--Sync:Collections:quick:Window=00:00:00.030"];

    private readonly string[] _documents;
    private readonly List<Racer> _racers = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _mostTime;
    private int _left;

    private Race(string[] documents, int mostSaves, TimeSpan mostTime) => (_documents, _left, _mostTime) = (documents, mostSaves, mostTime);

    /// <summary>All saves.</summary>
    public List<RaceSave> Saves => _racers.SelectMany(racer => racer.Saves).ToList();

    /// <summary>The count of each outcome, or of each status without one.</summary>
    public Dictionary<string, int> Outcomes =>
        Saves.SelectMany(save => save.Answers).CountBy(answer => answer.Outcome ?? $"{(int)answer.Status}").ToDictionary();

    /// <summary>Signs the users in.</summary>
    /// <param name="connect">Creates a client for one user.</param>
    /// <param name="documents">The paths of the documents.</param>
    /// <param name="random">The random numbers for the actions.</param>
    /// <param name="mostSaves">The maximum number of saves.</param>
    /// <param name="mostTime">The maximum duration, from now on.</param>
    public static async Task<Race> SetUpAsync(Func<HttpClient> connect, string[] documents, Random random, int mostSaves, TimeSpan mostTime)
    {
        var race = new Race(documents, mostSaves, mostTime);
        foreach (var person in (string[])["amy", "bob", "cora"])
        {
            var caller = await Caller.SignInAsync(connect(), person);
            for (var tab = 0; tab < 3; tab++)
            {
                // All users use the same three session ids. The last one does not number its saves.
                var session = caller.In($"session-{tab}");
                race._racers.AddRange(documents.Select(document =>
                    new Racer(session, $"{person}-{tab}", document, counts: tab < 2, new Random(random.Next()), race.GoesOn)));
            }
        }

        return race;
    }

    /// <summary>Runs the race until it ends.</summary>
    public Task RunAsync() => Task.WhenAll(_racers.Select(racer => racer.RunAsync()));

    /// <summary>Ends the race.</summary>
    public void Stop() => Volatile.Write(ref _left, 0);

    /// <summary>Checks the history against the law (docs/protocol.md, section 4).</summary>
    public async Task CheckAsync(Caller reader)
    {
        var saves = Saves;
        foreach (var document in _documents)
        {
            var verdict = await RaceVerdict.ReadAsync(reader, document, saves.FindAll(save => save.Document == document));
            verdict.TheLawHolds();
            verdict.NoOwnOlderIsOverNewer();
            verdict.EverySaveIsAccountedFor();
        }
    }

    private bool GoesOn() => Interlocked.Decrement(ref _left) > 0 && Stopwatch.GetElapsedTime(_start) < _mostTime;
}
