using System.Collections.Concurrent;
using System.Diagnostics;

namespace SyncServer.Load.Scenarios;

/// <summary>Records the requests of one run and their results. Thread-safe and bounded.</summary>
internal sealed class Traffic
{
    /// <summary>The maximum number of saves. A run that reaches it ends early.</summary>
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

    /// <summary>All saves.</summary>
    public IReadOnlyCollection<Save> Saves => _saves;

    /// <summary>The violations.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    /// <summary>Responses to saves by outcome, or by status if there is none.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => _outcomes;

    /// <summary>Saves that were accepted.</summary>
    public int Accepted => _accepted;

    /// <summary>Saves that were refused as conflicts.</summary>
    public int Conflicts => _conflicts;

    /// <summary>Reads.</summary>
    public int Reads => _reads;

    /// <summary>Received events.</summary>
    public int Events => _events;

    /// <summary>Whether the run has reached the maximum number of saves.</summary>
    public bool IsFull => _saves.Count >= MostSaves;

    /// <summary>The elapsed time.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began);

    /// <summary>Allocates a session number.</summary>
    public int NextWriter() => Interlocked.Increment(ref _writers);

    /// <summary>Records a save before it is sent for the first time.</summary>
    public void Made(Save save) => _saves.Enqueue(save);

    /// <summary>Records a response to a save.</summary>
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

    /// <summary>Records a read.</summary>
    public void Read() => Interlocked.Increment(ref _reads);

    /// <summary>Records an event.</summary>
    public void RecordEvent() => Interlocked.Increment(ref _events);

    /// <summary>Records a violation.</summary>
    public void Fault(string what)
    {
        if (_faults.Count < MostFaults)
        {
            _faults.Enqueue(what);
        }
    }

    /// <summary>A percentile of the latency, in milliseconds.</summary>
    public double Percentile(double share)
    {
        var sorted = _milliseconds.ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * share)];
    }
}
