namespace SyncServer.Load.Hammer;

/// <summary>What came of one connection's requests, or of all of them.</summary>
internal sealed class Tally
{
    private readonly List<float> _milliseconds = [];

    /// <summary>How long it went on, in seconds, without the wait for the last answers.</summary>
    public double Seconds { get; init; }

    /// <summary>Answers of any kind.</summary>
    public int Answers => _milliseconds.Count;

    /// <summary>Those that came before the run's end; a slow server's last ones come after it.</summary>
    public int InTime { get; private set; }

    /// <summary>Answers with another status than the one that is measured.</summary>
    public int Others { get; private set; }

    public double PerSecond => InTime / Seconds;

    public static Tally Sum(IEnumerable<Tally> tallies, double seconds)
    {
        var sum = new Tally { Seconds = seconds };
        foreach (var tally in tallies)
        {
            sum._milliseconds.AddRange(tally._milliseconds);
            sum.InTime += tally.InTime;
            sum.Others += tally.Others;
        }

        return sum;
    }

    public void Add(TimeSpan time, bool accepted, bool inTime)
    {
        _milliseconds.Add((float)time.TotalMilliseconds);
        InTime += inTime ? 1 : 0;
        Others += accepted ? 0 : 1;
    }

    /// <summary>The latency that a share of the answers does not exceed, in milliseconds.</summary>
    public double Percentile(double share)
    {
        _milliseconds.Sort();
        return _milliseconds.Count == 0 ? 0 : _milliseconds[(int)Math.Min(_milliseconds.Count - 1, _milliseconds.Count * share)];
    }
}
