namespace SyncServer.Load.Clients;

/// <summary>
/// When a person types, and when the editor saves. The intervals between keys are those of Dhakal, Feit, Kristensson and Oulasvirta, Observations on Typing
/// from 136 Million Keystrokes (CHI 2018, 168,000 volunteers): mean 238.66 ms, standard deviation 111.60 ms (51.56 words per minute, standard deviation
/// 20.20), 1.173 keys for each character of the result.
/// </summary>
/// <remarks>
/// Both the means of people and the intervals of one person are drawn from a log-normal distribution with this mean and deviation: its shape, and the
/// spread within one person, are assumptions. Texts are written in bursts between pauses of more than 2 s (Chenoweth and Hayes, 2001); the length of a
/// burst (10 words on average) and of a pause beyond 2 s (1 s on average) are assumptions. The study is of copied sentences.
/// </remarks>
internal sealed class Keystrokes
{
    private const double MeanInterval = 238.66;
    private const double IntervalDeviation = 111.60;
    private const double KeysOfCharacter = 1.173;
    private const double LeastPause = 2_000;
    private const double MeanPauseBeyond = 1_000;
    private const double KeysOfWord = 6 * KeysOfCharacter;
    private const double WordsOfBurst = 10;

    private readonly Random _random;
    private readonly double _mean;
    private readonly double _debounce;
    private readonly double _pace;

    /// <param name="random">The random numbers of the person.</param>
    /// <param name="debounce">The pause in typing after which the editor saves.</param>
    /// <param name="pace">How many times as fast as people: 1 is real time.</param>
    public Keystrokes(Random random, TimeSpan debounce, double pace)
    {
        (_random, _debounce, _pace) = (random, debounce.TotalMilliseconds, pace);
        _mean = LogNormal(MeanInterval);
    }

    /// <summary>Types until the editor saves.</summary>
    /// <returns>The time until then, and the number of typed characters.</returns>
    public (TimeSpan Time, int Characters) UntilSave()
    {
        var (time, keys) = (0.0, 0);
        double gap;
        do
        {
            keys++;
            gap = _random.NextDouble() < 1 / (KeysOfWord * WordsOfBurst) ? LeastPause - (Math.Log(1 - _random.NextDouble()) * MeanPauseBeyond) : LogNormal(_mean);
            time += gap;
        }
        while (gap < _debounce);

        // The save is sent one debounce after the last key; the rest of the gap precedes the next one.
        return (TimeSpan.FromMilliseconds(time / _pace), Math.Max(1, (int)(keys / KeysOfCharacter)));
    }

    private double LogNormal(double mean)
    {
        var spread = Math.Log(1 + Math.Pow(IntervalDeviation / MeanInterval, 2));
        // Box and Muller.
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return mean * Math.Exp((normal * Math.Sqrt(spread)) - (spread / 2));
    }
}
