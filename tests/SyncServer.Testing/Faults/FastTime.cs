namespace SyncServer.Testing.Faults;

/// <summary>A clock that runs ten times as fast, so that delays are short.</summary>
public sealed class FastTime : TimeProvider
{
    private const int Speed = 10;

    private readonly DateTimeOffset _start = System.GetUtcNow();

    public override long TimestampFrequency => System.TimestampFrequency / Speed;

    public override DateTimeOffset GetUtcNow() => _start + ((System.GetUtcNow() - _start) * Speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(System.CreateTimer(callback, state, Real(dueTime), Real(period)));

    private static TimeSpan Real(TimeSpan time) => time <= TimeSpan.Zero ? time : time / Speed;

    private sealed class FastTimer(ITimer timer) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(Real(dueTime), Real(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
