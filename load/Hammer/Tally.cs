namespace SyncServer.Load.Hammer;

/// <summary>The results of the requests of one or all connections.</summary>
internal sealed class Tally
{
    private readonly List<float> _milliseconds = [];

    /// <summary>The duration in seconds, without the wait for the last responses.</summary>
    public double Seconds { get; init; }

    /// <summary>All responses.</summary>
    public int Answers => _milliseconds.Count;

    /// <summary>The responses before the end of the run; the last ones of a slow server arrive after it.</summary>
    public int InTime { get; private set; }

    /// <summary>Responses other than the expected one.</summary>
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

    /// <summary>A percentile of the latency, in milliseconds.</summary>
    public double Percentile(double share)
    {
        _milliseconds.Sort();
        return _milliseconds.Count == 0 ? 0 : _milliseconds[(int)Math.Min(_milliseconds.Count - 1, _milliseconds.Count * share)];
    }
}
