namespace SyncServer.Load.Hammer;

/// <summary>What came of one connection's saves, or of all of them.</summary>
internal sealed class Tally
{
    private readonly List<float> _milliseconds = [];

    /// <summary>How long it went on, in seconds, without the wait for the last answers.</summary>
    public double Seconds { get; init; }

    /// <summary>Answers of any kind.</summary>
    public int Saves => _milliseconds.Count;

    /// <summary>Those that came before the run's end; a slow server's last ones come after it.</summary>
    public int InTime { get; private set; }

    public int Refused { get; private set; }

    public void Add(TimeSpan time, bool success, bool inTime)
    {
        _milliseconds.Add((float)time.TotalMilliseconds);
        InTime += inTime ? 1 : 0;
        Refused += success ? 0 : 1;
    }

    public void Add(Tally other)
    {
        _milliseconds.AddRange(other._milliseconds);
        InTime += other.InTime;
        Refused += other.Refused;
    }

    /// <summary>The latency that a share of the saves does not exceed, in milliseconds.</summary>
    public double Percentile(double share)
    {
        _milliseconds.Sort();
        return _milliseconds.Count == 0 ? 0 : _milliseconds[(int)Math.Min(_milliseconds.Count - 1, _milliseconds.Count * share)];
    }
}
