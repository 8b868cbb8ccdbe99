using System.Collections.Concurrent;
using SyncServer.Load.Clients;

namespace SyncServer.Load.Running;

/// <summary>Records the requests of one run and their outcomes. Thread-safe.</summary>
/// <param name="runId">A name for the documents and sessions of the run.</param>
/// <param name="warmUp">The time at the start that is left out.</param>
/// <param name="duration">The measured time after it.</param>
/// <param name="lossy">Whether the network loses responses.</param>
internal sealed class Traffic(string runId, TimeSpan warmUp, TimeSpan duration, bool lossy)
{
    /// <summary>The maximum number of saves, as the check at the end needs all of them. A run that reaches it ends early, and says so.</summary>
    public const int MaxSaves = 2_000_000;

    private readonly ConcurrentQueue<Save> _saves = new();
    private readonly ConcurrentDictionary<string, int> _violations = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Name, string Code), Tally> _tallies = [];
    private readonly Second[] _seconds = [.. Enumerable.Range(0, (int)Math.Ceiling((warmUp + duration).TotalSeconds)).Select(_ => new Second())];
    private readonly Lock _lock = new();
    private int _saveCount;
    private int _writers;
    private int _events;

    /// <summary>A name for the documents and sessions of the run.</summary>
    public string RunId => runId;

    /// <summary>Whether the network loses responses, so that a missing response is no error.</summary>
    public bool Lossy => lossy;

    /// <summary>All saves, also of the warm-up.</summary>
    public IReadOnlyCollection<Save> Saves => _saves;

    /// <summary>What violated the protocol, and how often.</summary>
    public IReadOnlyDictionary<string, int> Violations => _violations;

    /// <summary>The number of received events.</summary>
    public int Events => _events;

    /// <summary>Whether the run has reached the maximum number of saves.</summary>
    public bool IsFull => _saveCount >= MaxSaves;

    /// <summary>The seconds of the warm-up.</summary>
    public int WarmUpSeconds => (int)warmUp.TotalSeconds;

    /// <summary>Allocates a session number.</summary>
    public int NextWriter() => Interlocked.Increment(ref _writers);

    /// <summary>Records a save before it is sent for the first time.</summary>
    public void Made(Save save)
    {
        Interlocked.Increment(ref _saveCount);
        _saves.Enqueue(save);
    }

    /// <summary>Records an event.</summary>
    public void RecordEvent() => Interlocked.Increment(ref _events);

    /// <summary>Records a violation.</summary>
    public void Violation(string what, int count = 1) => _violations.AddOrUpdate(what, count, (_, before) => before + count);

    /// <summary>Records a request in the second in which it started.</summary>
    public void Record(string name, TimeSpan start, TimeSpan took, Outcome outcome)
    {
        var second = (int)start.TotalSeconds;
        if (second >= _seconds.Length)
        {
            return;
        }

        lock (_lock)
        {
            _seconds[second].Add(name, took, outcome);
            if (second >= WarmUpSeconds)
            {
                var tally = _tallies.GetValueOrDefault((name, outcome.Code)) ?? new Tally(name, outcome.Code, outcome.Kind, 0, 0);
                _tallies[(name, outcome.Code)] = tally with { Count = tally.Count + 1, Bytes = tally.Bytes + outcome.Bytes };
            }
        }
    }

    /// <summary>The outcomes of the measured time, the most frequent first.</summary>
    public IReadOnlyList<Tally> Tallies()
    {
        lock (_lock)
        {
            return [.. _tallies.Values.OrderBy(tally => tally.Request, StringComparer.Ordinal).ThenByDescending(tally => tally.Count)];
        }
    }

    /// <summary>One second, counted from the start of the warm-up.</summary>
    public Moment MomentOf(int second)
    {
        lock (_lock)
        {
            return _seconds[second].ToMoment();
        }
    }

    /// <summary>The latencies of the saves in the measured time, sorted, in milliseconds.</summary>
    public float[] Latencies()
    {
        lock (_lock)
        {
            float[] all = [.. _seconds.Skip(WarmUpSeconds).SelectMany(second => second.Latencies)];
            Array.Sort(all);
            return all;
        }
    }

    private sealed class Second
    {
        private int _accepted;
        private int _conflicts;
        private int _errors;
        private int _others;

        public List<float> Latencies { get; } = [];

        public void Add(string name, TimeSpan took, Outcome outcome)
        {
            _accepted += outcome.Accepted;
            _conflicts += outcome.Conflicts;
            _errors += outcome.Kind is OutcomeKind.Error ? 1 : 0;
            _others += outcome is { Kind: not OutcomeKind.Error, Accepted: 0, Conflicts: 0 } ? 1 : 0;
            if (outcome.Timed && name is not "read")
            {
                Latencies.Add((float)took.TotalMilliseconds);
            }
        }

        public Moment ToMoment()
        {
            float[] sorted = [.. Latencies.Order()];
            return new Moment(_accepted, _conflicts, _errors, _others, Percentiles.Of(sorted, 0.5), Percentiles.Of(sorted, 0.95), Percentiles.Of(sorted, 0.99));
        }
    }
}

/// <summary>The requests of one kind with one outcome.</summary>
/// <param name="Request">The kind of request.</param>
/// <param name="Code">The status and what it means.</param>
/// <param name="Kind">The kind of outcome.</param>
/// <param name="Count">The number of requests.</param>
/// <param name="Bytes">The size of their bodies in both directions.</param>
internal sealed record Tally(string Request, string Code, OutcomeKind Kind, int Count, long Bytes);

/// <summary>One second of a run.</summary>
/// <param name="Accepted">Saves that were accepted.</param>
/// <param name="Conflicts">Saves that were refused as conflicts.</param>
/// <param name="Errors">Requests that failed.</param>
/// <param name="Others">Other requests: reads, and responses that were lost on purpose.</param>
/// <param name="P50">The median latency of the saves that started in this second, in milliseconds.</param>
/// <param name="P95">The 95th percentile.</param>
/// <param name="P99">The 99th percentile.</param>
internal readonly record struct Moment(int Accepted, int Conflicts, int Errors, int Others, double P50, double P95, double P99);
