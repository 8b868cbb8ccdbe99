namespace SyncServer.Tests.Support;

/// <summary>A wall clock that moves only when told to, forwards or backwards. Timers and timestamps stay real.</summary>
public sealed class ManualClock : TimeProvider, IDisposable
{
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Whole seconds, so that the dates of HTTP headers are exact too.
    private long _ticks = System.GetUtcNow().Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond;

    /// <summary>Moves the clock; a negative amount moves it back.</summary>
    public void Advance(TimeSpan amount) => Interlocked.Add(ref _ticks, amount.Ticks);

    /// <summary>Completes when the server has closed its store, which was given the clock and so is let go before it.</summary>
    public Task LetGo => _letGo.Task;

    /// <inheritdoc/>
    public void Dispose() => _letGo.TrySetResult();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
}
