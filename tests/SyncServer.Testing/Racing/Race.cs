using System.Diagnostics;

namespace SyncServer.Testing.Racing;

/// <summary>Three people with three tabs each, all at work on the same few documents.</summary>
public sealed class Race
{
    /// <summary>The settings of a server that it is run on: short waits, forced saves in <c>forced</c>, a window of 30 ms in <c>quick</c>.</summary>
    public static readonly string[] Settings =
        ["--Sync:ReorderWait=00:00:00.050", "--Sync:Collections:forced:AllowForce=true", "--Sync:Collections:quick:Window=00:00:00.030"];

    private readonly string[] _documents;
    private readonly List<Racer> _racers = [];
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly TimeSpan _mostTime;
    private int _left;

    private Race(string[] documents, int mostSaves, TimeSpan mostTime) => (_documents, _left, _mostTime) = (documents, mostSaves, mostTime);

    /// <summary>Every save that was made.</summary>
    public List<RaceSave> Saves => _racers.SelectMany(racer => racer.Saves).ToList();

    /// <summary>How often each outcome, or status without one, was answered.</summary>
    public Dictionary<string, int> Outcomes =>
        Saves.SelectMany(save => save.Answers).CountBy(answer => answer.Outcome ?? $"{(int)answer.Status}").ToDictionary();

    /// <summary>Signs everybody in.</summary>
    /// <param name="connect">Makes a way to the server for one person.</param>
    /// <param name="documents">The paths of the documents.</param>
    /// <param name="random">Decides what everybody does.</param>
    /// <param name="mostSaves">How many saves end it.</param>
    /// <param name="mostTime">How long it lasts at most, from now on.</param>
    public static async Task<Race> SetUpAsync(Func<HttpClient> connect, string[] documents, Random random, int mostSaves, TimeSpan mostTime)
    {
        var race = new Race(documents, mostSaves, mostTime);
        foreach (var person in (string[])["amy", "bob", "cora"])
        {
            var caller = await Caller.SignInAsync(connect(), person);
            for (var tab = 0; tab < 3; tab++)
            {
                // Everybody uses the same three ids; the last of them does not count its saves.
                var session = caller.In($"session-{tab}");
                race._racers.AddRange(documents.Select(document =>
                    new Racer(session, $"{person}-{tab}", document, counts: tab < 2, new Random(random.Next()), race.GoesOn)));
            }
        }

        return race;
    }

    /// <summary>Runs it to its end.</summary>
    public Task RunAsync() => Task.WhenAll(_racers.Select(racer => racer.RunAsync()));

    /// <summary>Ends it.</summary>
    public void Stop() => Volatile.Write(ref _left, 0);

    /// <summary>Checks the record against the law.</summary>
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
