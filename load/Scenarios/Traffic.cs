using System.Collections.Concurrent;
using System.Diagnostics;

namespace SyncServer.Load.Scenarios;

/// <summary>All that the clients of one run did, and what came of it. Safe from any thread, and bounded.</summary>
internal sealed class Traffic
{
    /// <summary>How many saves a run makes at most: it ends early then.</summary>
    public const int MostSaves = 500_000;

    private const int MostFaults = 20;

    private readonly ConcurrentQueue<Save> _saves = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, int> _outcomes = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<float> _milliseconds = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private int _writers;
    private int _accepted;
    private int _conflicts;
    private int _reads;
    private int _events;

    /// <summary>Every save that was made.</summary>
    public IReadOnlyCollection<Save> Saves => _saves;

    /// <summary>What must not have happened.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Answers to saves by outcome, or by status where a server names none.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    /// <summary>Saves that were accepted.</summary>
    public int Accepted => _accepted;

    /// <summary>Saves that were refused as conflicts.</summary>
    public int Conflicts => _conflicts;

    /// <summary>Reads.</summary>
    public int Reads => _reads;

    /// <summary>Events that were told.</summary>
    public int Events => _events;

    /// <summary>Whether no more saves are to be made.</summary>
    public bool IsFull => _saves.Count >= MostSaves;

    /// <summary>How long it has been going on.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    /// <summary>The number of another session.</summary>
    public int NextWriter() => Interlocked.Increment(ref _writers);

    /// <summary>A save is about to be sent for the first time.</summary>
    public void Made(Save save) => _saves.Enqueue(save);

    /// <summary>A save was answered.</summary>
    public void Answered(SaveResult result, TimeSpan took)
    {
        _milliseconds.Enqueue((float)took.TotalMilliseconds);
        _outcomes.AddOrUpdate(result.Outcome ?? $"{result.Status}", 1, (_, count) => count + 1);
        if (result.Accepted)
        {
            Interlocked.Increment(ref _accepted);
        }
        else if (result.Conflict)
        {
            Interlocked.Increment(ref _conflicts);
        }
        else if (result.Status != 503)
        {
            Fault($"A save was answered with {result.Status}.");
        }
    }

    /// <summary>A document was read.</summary>
    public void Read() => Interlocked.Increment(ref _reads);

    /// <summary>An event was told.</summary>
    public void Told() => Interlocked.Increment(ref _events);

    /// <summary>Something happened that must not.</summary>
    public void Fault(string what)
    {
        if (_faults.Count < MostFaults)
        {
            _faults.Enqueue(what);
        }
    }

    /// <summary>The time that a share of the answers did not exceed, in milliseconds.</summary>
    public double Percentile(double share)
    {
        var sorted = _milliseconds.ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
    }
}
